import type { ProjectId } from '../ids.js';
import { SlipwayError } from '../problem.js';
import { applyEvent, type EventDraft, type LedgerEvent } from '../promotion/index.js';
import type { Ledger, LedgerView } from './ledger.js';
import type { LedgerProblemCode } from './problems.js';

/** Each lost race means that somebody else has written, so to lose this often takes a crowd. */
const MAX_TRIES = 256;

export interface Recording {
  /** What was recorded; absent where there was nothing to record. */
  readonly event?: LedgerEvent;
  /** The record after it. */
  readonly view: LedgerView;
}

/**
 * The way to write: looks at the record, decides what to add, adds it, and where somebody else was faster looks and
 * decides anew. What is decided may rest on everything in the view (a free environment, the next release number): the
 * event is added to exactly that view or not at all.
 *
 * @param decideDraft what to record; undefined for nothing. May throw. Is called once per try
 * @param seen a view that the caller has just read: the first try uses it, which saves a call. What it leads to is
 *   recorded only if the record still stands so; that there is nothing to record, or a reason not to, is believed only
 *   when a fresh view says so too
 * @throws SlipwayError `conflict` with `RecordContended` where every try was lost
 */
export async function record(
  ledger: Ledger,
  project: ProjectId,
  decideDraft: (view: LedgerView) => EventDraft | undefined,
  seen?: LedgerView,
): Promise<Recording> {
  const draft = seen === undefined ? undefined : draftOn(seen, decideDraft);
  const soon = draft === undefined || seen === undefined ? undefined : await addTo(seen, ledger, project, draft);
  if (soon !== undefined) return soon;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const view = await ledger.view(project);
    const draft = decideDraft(view);
    if (draft === undefined) return { view };
    const recording = await addTo(view, ledger, project, draft);
    if (recording !== undefined) return recording;
  }
  throw new SlipwayError('conflict', {
    code: 'RecordContended' satisfies LedgerProblemCode,
    message: `others wrote to the record of ${project} ${MAX_TRIES} times while this was about to be recorded`,
    hint: 'nothing was recorded: run the command again',
  });
}

async function addTo(
  view: LedgerView,
  ledger: Ledger,
  project: ProjectId,
  draft: EventDraft,
): Promise<Recording | undefined> {
  const event = await ledger.append(project, view.heads, draft);
  return event && { event, view: { state: applyEvent(view.state, event), heads: [event.hash] } };
}

/** What is decided on a view that may be out of date; undefined where a fresh one has to be asked. */
function draftOn(view: LedgerView, decideDraft: (view: LedgerView) => EventDraft | undefined): EventDraft | undefined {
  try {
    return decideDraft(view);
  } catch {
    return undefined;
  }
}
