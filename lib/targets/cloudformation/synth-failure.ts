import { type Problem, SlipwayError } from '../../problem.js';

/** How many lines are told where none of them looks like an error. */
const LAST = 5;

/** The forms in which an error of a CDK app comes: ours, annotations of old and new CLIs, and whatever Node prints. */
const FORMS = [
  /^error: (?<words>.+)$/,
  /^\[Error at [^\]]*\] (?<words>.+)$/,
  /^ERROR (?<words>.+?)(?: \(Construct Annotations\))?$/,
  /^(?:Uncaught )?(?:\w+Error|Error)(?: \[\w+\])?: (?<words>.+)$/,
];

/** How the CDK tells that our own app ended because AWS, or a program, was not to be had: with the exit code for that. */
const UNAVAILABLE = /Subprocess exited with error 7\b/;

/** What an app that cannot be synthesized has against it, in its own words. */
export function synthFailure(stackName: string, lines: readonly string[]): SlipwayError {
  const found: Problem[] = [];
  lines.forEach((line, index) => {
    const words = FORMS.map((form) => form.exec(line.trim())?.groups?.words).find(Boolean);
    if (words === undefined) return;
    const hint = hintAfter(lines.slice(index + 1));
    const [what = '', ...how] = words.split('; ');
    found.push(notRenderable(stackName, what, hint ?? (how.join('; ') || undefined)));
  });
  const kind = lines.some((line) => UNAVAILABLE.test(line)) ? 'unavailable' : 'input';
  if (found.length > 0) return new SlipwayError(kind, distinct(found));
  return new SlipwayError(kind, notRenderable(stackName, lines.slice(-LAST).join('; ') || 'cdk synth says nothing'));
}

/** Our own errors are followed by where they are, and by a hint. */
function hintAfter(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const hint = /^hint: (.+)$/.exec(line)?.[1];
    if (hint !== undefined || !line.startsWith('  at ')) return hint;
  }
  return undefined;
}

function notRenderable(stackName: string, words: string, hint?: string): Problem {
  return {
    code: 'StackNotRenderable',
    message: `the stack ${stackName} cannot be rendered: ${words.replace(/\.$/, '')}`,
    hint: hint ?? 'mend the app; `cdk synth` shows the same; nothing was changed',
  };
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
