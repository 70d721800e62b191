import { underWayAt } from '../oracle/deployments.js';
import type { Case } from '../oracle/law.js';
import type { Asked, Transition } from '../steps/step.js';
import { now } from '../world.js';

/** The case that a step put to the law, for the oracle: the events before it and nothing that was folded from them. */
export function caseOf({ setup, before }: Pick<Transition, 'setup' | 'before'>, asked: Asked): Case {
  const { intent, change, holderGone } = asked;
  const { serviceSet, environment } = intent.spot;
  const holder = underWayAt(before.events, intent.spot);
  const isSame =
    holder !== undefined &&
    holder.request.release === change.release.id &&
    holder.request.hashes.template === change.identity.parts.after &&
    holder.request.hashes.manifest === `m${before.manifest}`;
  return {
    project: setup.project,
    events: before.events,
    serviceSet,
    environment,
    release: change.release.id,
    kind: intent.kind,
    automatic: intent.automatic === true,
    time: Date.parse(now(before)),
    change: change.identity.parts,
    holderGone,
    ...(isSame ? { goesOnWith: holder.request.hashes.preview } : {}),
  };
}

/** Whether a step let somebody touch an environment: a deployment began, or one that was left behind goes on. */
export function letIn({ opened }: Asked): boolean {
  return opened.step === 'open' || opened.step === 'resume';
}
