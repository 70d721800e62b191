import { type Verification, verify } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { chosenEnvironments } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import { columns, type Style } from '../style.js';
import { currentTarget } from '../target.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const [named] = invocation.arguments;
  const environments = chosenEnvironments(delivery, named);
  const { state } = await delivery.ledger.view(delivery.project.id);
  const found: Verification[] = [];
  for (const environment of environments) {
    session.progress(`Looking at what runs in ${environment.id}`);
    found.push(await verify(delivery, environment, currentTarget(session, state, environment)));
  }
  return {
    json: { environments: found.map(verificationJson) },
    text: verificationText(found, session.style),
    exitCode: invocation.flag('exitCode') ? exitCodeFor(found) : ExitCode.done,
  };
};

function exitCodeFor(found: readonly Verification[]): ExitCode {
  if (found.some(({ verdict }) => verdict === 'drifted' || verdict === 'rolled-back')) return ExitCode.outOfSync;
  return found.some(({ verdict }) => verdict === 'unknown') ? ExitCode.unknown : ExitCode.done;
}

function verificationJson({ environment, release, verdict, evidence }: Verification): Record<string, unknown> {
  const services = Object.entries(evidence.artifacts).map(([artifact, { verdict: one, expected, found, digest }]) => [
    artifact,
    { verdict: one, expected: expected ?? null, found: found ?? null, digest },
  ]);
  return {
    id: environment.id,
    release: release?.id ?? null,
    verdict,
    services: Object.fromEntries(services),
    findings: verdict === 'none' ? [] : evidence.findings,
  };
}

function verificationText(found: readonly Verification[], style: Style): string {
  const rows = found.map(({ environment, release, verdict }) => [
    style.strong(environment.id),
    wordOf(verdict, style),
    release === undefined ? '' : `release ${release.number}  ${release.id}`,
  ]);
  const heads = columns(rows).split('\n');
  return found
    .flatMap(({ verdict, evidence }, index) => [
      heads[index] ?? '',
      ...(verdict === 'none' ? [] : evidence.findings.map((finding) => `  - ${finding}`)),
    ])
    .join('\n');
}

function wordOf(verdict: Verification['verdict'], style: Style): string {
  return {
    converged: style.good('converged'),
    converging: style.doubtful('converging'),
    drifted: style.bad('drifted'),
    'rolled-back': style.bad('rolled back'),
    unknown: style.doubtful('unknown'),
    none: style.faint('nothing deployed'),
  }[verdict];
}
