import type { RollbackPlan } from '../../lib/delivery/index.js';
import type { Environment } from '../../lib/manifest/index.js';
import type { Release } from '../../lib/release/index.js';
import type { Session } from '../session.js';
import { printable, type Style } from '../style.js';
import { changesJson } from './changes-view.js';
import { resourcesText } from './resources-view.js';

/** What a rollback would do beside changing images, as scripts get it. */
export function planJson(plan: RollbackPlan | undefined): Record<string, unknown> {
  return {
    services: changesJson(plan?.change.images ?? []),
    resources: plan === undefined ? [] : (plan.resources ?? null),
    cannotUndo: plan?.cannotUndo ?? [],
  };
}

/** What a rollback would do beside changing images, as people read it; one line each. */
export function planLines({ change, resources, cannotUndo }: RollbackPlan, style: Style): string[] {
  const shown = resources === undefined ? '  not known' : resourcesText(resources, change.before === undefined, style);
  const doubts = cannotUndo.map(({ message }) => `  ${style.doubtful('!')} ${printable(message)}`);
  const undone = doubts.length === 0 ? '  no data and no parameter goes away' : doubts.join('\n');
  return ['Resources:', shown, 'What it cannot undo:', undone];
}

/** That a rollback holds its environment, and what that means. */
export function holdLines(
  session: Session,
  { id, promote, after }: Environment,
  release: Release,
  rehearsed: boolean,
): string[] {
  const what = `${session.style.strong(id)} ${rehearsed ? 'would be' : 'is'} held on release ${release.number}`;
  const lift = `\`${session.again(`unhold ${id}`)}\``;
  const byItself = `  Nothing follows there by itself meanwhile, and what passed in ${after.join(' or ')} before this rollback does not follow after that either: deploy it, or evaluate it anew.`;
  return [
    `${what}: until ${lift} nothing else goes there but by another rollback.`,
    ...(promote === 'auto' ? [byItself] : []),
  ];
}
