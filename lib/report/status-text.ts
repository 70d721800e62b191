import type { ArtifactKey } from '../ids.js';
import type { Deployment } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { changeLine } from './change-line.js';
import { type EnvironmentStatus, imagesOf, type Ongoing } from './environment-status.js';
import { imageName } from './image-name.js';
import { approvalLine, bracketLine, restrictionLines } from './restrictions-text.js';

/**
 * One environment as Keptn's stage sync shows it: what is released, what is under way, and how it stands to the
 * environment before it; then what people decided about it, where they did. `syncCommand` is the command that makes
 * exactly the listed updates where this is printed, undefined where none does: for another time than now; `refusals` are
 * the law's reasons against that, one line each.
 */
export function statusText(
  status: EnvironmentStatus,
  syncCommand: string | undefined,
  refusals: readonly string[] = [],
): string {
  const { environment, release, ongoing, leftBy, bracket, restrictions, approvals } = status;
  const underWay = [...ongoing.map(ongoingLine), ...(bracket === undefined ? [] : [bracketLine(bracket)])];
  const blocks = [
    [`Released services in ${environment.id}:`, ...list(imageLines(release), 'none yet')],
    ...(leftBy === undefined ? [] : [[`Not certain: ${leftByText(leftBy)}.`]]),
    ['Ongoing deployments/tests/evaluations:', ...list(underWay, 'N/A')],
    ...syncBlocks(status, syncCommand, refusals),
    ...block('Restrictions:', restrictionLines(restrictions)),
    ...block('Approvals:', approvals.map(approvalLine)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What is left where a deployment failed half way, and how to find out. */
export function leftByText({ id, environment, release }: Deployment): string {
  return `deployment ${id} of ${release} failed and left something else there, see \`slipway verify ${environment}\``;
}

function syncBlocks(
  { environment, sync }: EnvironmentStatus,
  syncCommand: string | undefined,
  refusals: readonly string[],
): string[][] {
  if (sync.state === 'none')
    return environment.after.length === 0
      ? []
      : [[`Sync status: ${environment.id} has nothing to sync with: ${sync.why}.`]];
  const verdict = sync.state === 'in-sync' ? 'IN-SYNC' : 'OUT-OF-SYNC';
  const configuration = [
    `Sync status: ${environment.id} is ${verdict} with ${sync.with}.`,
    'Last successfully evaluated configuration:',
    ...list(imageLines(sync.release), 'none'),
  ];
  if (sync.state === 'in-sync') return [configuration];
  const updates = sync.updates.map((update) => `- ${changeLine(update)}`);
  if (refusals.length > 0)
    return [
      configuration,
      [
        `${syncCommand === undefined ? 'Taking it over' : `\`${syncCommand}\``} is refused as things stand:`,
        ...list(refusals, ''),
      ],
      ['It would update:', ...updates],
    ];
  if (syncCommand === undefined) return [configuration, ['Taking it over would update:', ...updates]];
  return [configuration, [`Execute: \`${syncCommand}\` to update:`, ...updates]];
}

function imageLines(release: Release | undefined): string[] {
  return Object.entries(imagesOf(release)).map(([artifact, image]) => imageName(artifact as ArtifactKey, image));
}

function ongoingLine({ deployment, release, holder, expires }: Ongoing): string {
  const number = release === undefined ? '' : ` (number ${release.number})`;
  const since = `since ${deployment.requestedAt}, held by ${holder} until ${expires}`;
  return `${deployment.kind} of ${deployment.release}${number} by ${deployment.actor} ${since}`;
}

/** A block that is there only where it has something to say. */
function block(heading: string, lines: readonly string[]): string[][] {
  return lines.length === 0 ? [] : [[heading, ...list(lines, '')]];
}

function list(lines: readonly string[], none: string): string[] {
  return (lines.length === 0 ? [none] : lines).map((line) => `- ${line}`);
}
