import type { EventHash, ProjectId } from '../ids.js';
import { whyNotAnId } from '../ids.js';
import { type ErrorKind, type Problem, SlipwayError } from '../problem.js';
import type { EventDraft, EventLink, LedgerEvent } from '../promotion/index.js';
import type { LedgerProblemCode } from './problems.js';

/** How the items that people read call what the record knows by id. */
export interface LedgerNames {
  readonly project: string;
  /** By environment id; one that is missing goes by its id. */
  readonly environments: Readonly<Record<string, string>>;
}

/** One event to be added after exactly the given ones. Sealing is deterministic: the same request is the same event. */
export interface AppendRequest {
  readonly project: ProjectId;
  readonly names: LedgerNames;
  /** None for the first event; a record in DynamoDB never has more than one. */
  readonly heads: readonly EventLink[];
  readonly draft: EventDraft;
}

/** How an append to a record in DynamoDB is made: by oneself, or by asking the function that may write. */
export interface Appender {
  /** As `Ledger.append`. May be called again with the same request: what was written already is returned. */
  append(request: AppendRequest): Promise<LedgerEvent | undefined>;
}

/** What the function of a ledger is invoked with to append. */
export type AppendOperation = AppendRequest & { readonly operation: 'append' };

/** What it answers: the event; nothing, where the record has moved on; or why it would not. */
export type AppendAnswer =
  | { readonly event?: LedgerEvent }
  | { readonly error: { readonly kind: ErrorKind; readonly problems: readonly Problem[] } };

/**
 * The function's side: checks what was asked for and appends it. What is wrong in a way that the caller may know of goes
 * back as an answer; everything else is thrown.
 */
export async function answerAppend(appender: Appender, request: unknown): Promise<AppendAnswer> {
  try {
    const event = await appender.append(checkedRequest(request));
    return event === undefined ? {} : { event };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { error: { kind: error.kind, problems: error.problems } };
  }
}

/** The request without what does not belong to it. The draft's own form is checked when it is sealed. */
function checkedRequest(value: unknown): AppendRequest {
  if (!isObject(value)) throw invalid('it is no object');
  const { project, names, heads, draft } = value;
  if (typeof project !== 'string' || whyNotAnId(project) !== undefined) throw invalid('project is not an id');
  if (!isObject(names) || typeof names.project !== 'string' || !isObject(names.environments))
    throw invalid('names are not those of a project and its environments');
  const { environments } = names;
  if (!Object.values(environments).every((name) => typeof name === 'string'))
    throw invalid('names.environments holds something that is not a text');
  if (!Array.isArray(heads) || !heads.every(isLink)) throw invalid('heads are not a list of hash and seq');
  if (!isObject(draft) || !isObject(draft.fact)) throw invalid('draft is not an event without its place');
  return {
    project: project as ProjectId,
    names: { project: names.project, environments: environments as Record<string, string> },
    heads: heads.map(({ hash, seq }) => ({ hash, seq })),
    draft: draft as unknown as EventDraft,
  };
}

function isLink(value: unknown): value is EventLink {
  if (!isObject(value)) return false;
  const { hash, seq } = value as { hash?: EventHash; seq?: number };
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) && Number.isSafeInteger(seq) && Number(seq) > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function invalid(why: string): SlipwayError {
  return new SlipwayError('input', {
    code: 'InvalidAppend' satisfies LedgerProblemCode,
    message: `the function of the ledger cannot append what it was asked to: ${why}`,
    hint: 'Slipway here and the deployed ledger differ too much: update both to one version',
  });
}
