import type { Section } from '../doctor/examine.js';
import type { Finding, Outcome } from '../doctor/finding.js';
import { columns, printable, type Style } from '../style.js';

const WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'ok',
  warning: 'warning',
  wrong: 'wrong',
  'not-checked': 'not checked',
};

/** What was found, a line each under its section, with what to do below it; at the end what it comes to. */
export function examinationText(sections: readonly Section[], style: Style): string {
  const findings = sections.flatMap((section) => section.findings);
  const rows = columns(
    findings.map((finding) => cellsOf(finding, style)),
    '  ',
  ).split('\n');
  let row = 0;
  const texts = sections.map(({ title, findings: own }) => [
    style.strong(title),
    ...own.flatMap(({ hint }) => {
      const line = rows[row++] ?? '';
      return hint === undefined ? [line] : [line, style.faint(`      ${printable(hint)}`)];
    }),
  ]);
  return [...texts.map((lines) => lines.join('\n')), conclusion(findings, style)].join('\n\n');
}

export function examinationJson(sections: readonly Section[]): unknown {
  const findings = sections.flatMap((section) => section.findings);
  return {
    ok: findings.every(({ outcome }) => outcome !== 'wrong'),
    checks: findings.map(({ name, outcome, message, hint, environment }) => ({
      name,
      outcome,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(environment === undefined ? {} : { environment }),
    })),
  };
}

function cellsOf({ name, outcome, message }: Finding, style: Style): readonly string[] {
  const quiet = outcome === 'not-checked';
  return [coloured(outcome, style), name, quiet ? style.faint(printable(message)) : printable(message)];
}

function coloured(outcome: Outcome, style: Style): string {
  const colours = { ok: style.good, warning: style.doubtful, wrong: style.bad, 'not-checked': style.faint };
  return colours[outcome](WORDS[outcome]);
}

function conclusion(findings: readonly Finding[], style: Style): string {
  const count = (outcome: Outcome): number => findings.filter((finding) => finding.outcome === outcome).length;
  const [bad, doubtful] = [count('wrong'), count('warning')];
  const warnings = `${doubtful} warning${doubtful === 1 ? '' : 's'}`;
  if (bad > 0) return `${style.bad(`${bad} wrong`)}${doubtful > 0 ? `, ${style.doubtful(warnings)}` : ''}.`;
  return doubtful > 0 ? `Nothing is wrong; ${style.doubtful(warnings)}.` : style.good('Nothing is wrong.');
}
