import { plan, resolveRelease } from '../../lib/delivery/index.js';
import { type Risk, risksOf } from '../../lib/targets/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { chosenEnvironment } from '../environment.js';
import type { Style } from '../style.js';
import { applyingWith } from '../target.js';
import { changesJson, changesText } from '../views/changes-view.js';
import { resourcesText } from '../views/resources-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery, style } = session;
  const { environment, release } = await together({
    environment: () => chosenEnvironment(delivery, invocation.value('environment')),
    release: () => resolveRelease(delivery, invocation.arguments[0] ?? ''),
  });
  const change = await plan(
    delivery,
    { release, environment: environment.id },
    { ...applyingWith(session, invocation.value('target')), progress: (step) => session.progress(step) },
  );
  const { resourceChanges } = await import('../../lib/targets/resource-changes.js');
  const resources = resourceChanges(change.before, change.stack.template);
  const risks = risksOf(change.images, resources);
  return {
    json: {
      release: release.id,
      number: release.number,
      environment: environment.id,
      replaces: change.replaces?.id ?? null,
      hash: change.identity.hash,
      services: changesJson(change.images),
      resources,
      risks,
    },
    text: [
      `Release ${style.strong(String(release.number))} (${release.id}) in ${style.strong(environment.id)} would change${resources.length === 0 && change.images.length === 0 ? ' nothing' : ''}`,
      '',
      'Services:',
      changesText(change.images),
      '',
      'Resources:',
      resourcesText(resources, change.before === undefined, style),
      ...riskLines(risks, style),
      '',
      style.faint(`The hash of this change is\n  ${change.identity.hash}`),
      session.next(`why ${release.number} --environment ${environment.id}`),
    ].join('\n'),
  };
};

function riskLines(risks: readonly Risk[], style: Style): string[] {
  if (risks.length === 0) return [];
  return ['', 'Mind:', ...risks.map(({ message }) => `  ${style.doubtful('!')} ${message}`)];
}
