import { defaultEnvironment, plan, requireEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import { type ResourceChange, type Risk, risksOf } from '../../lib/targets/index.js';
import { renderer } from '../cdk-renderer.js';
import type { Command } from '../command.js';
import { columns, type Style } from '../style.js';
import { changesJson, changesText } from '../views/changes-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery, style } = session;
  const named = invocation.value('environment');
  const environment =
    named === undefined
      ? defaultEnvironment(delivery.project, delivery.serviceSet)
      : requireEnvironment(delivery.project, delivery.serviceSet, named);
  const release = await resolveRelease(delivery, invocation.arguments[0] ?? '');
  const change = await plan(
    delivery,
    { release, environment: environment.id },
    { target: session.store.directory, renderer, progress: (step) => session.progress(step) },
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
      hash: change.hash,
      services: changesJson(change.images),
      resources,
      risks,
    },
    text: [
      `Release ${style.strong(String(release.number))} (${release.id}) in ${style.strong(environment.id)} would change`,
      '',
      'Services:',
      changesText(change.images),
      '',
      'Resources:',
      resources.length === 0
        ? '  none'
        : columns(
            resources.map((resource) => resourceRow(resource, style)),
            '  ',
          ),
      ...riskLines(risks, style),
      '',
      style.faint(`The hash of this change is ${change.hash}`),
      `Next: \`slipway why ${release.id} --environment ${environment.id}\``,
    ].join('\n'),
  };
};

function resourceRow({ logicalId, type, change, replacement, properties }: ResourceChange, style: Style): string[] {
  const mark = { add: style.good('+'), update: style.doubtful('~'), remove: style.bad('-') }[change];
  const replaced = { no: '', maybe: style.doubtful('may be replaced'), yes: style.bad('replaced') }[replacement];
  return [mark, type, logicalId, replaced, style.faint(properties.join(', '))];
}

function riskLines(risks: readonly Risk[], style: Style): string[] {
  if (risks.length === 0) return [];
  return ['', 'Mind:', ...risks.map(({ message }) => `  ${style.doubtful('!')} ${message}`)];
}
