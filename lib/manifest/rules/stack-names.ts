import type { Findings } from '../findings.js';
import { MAX_STACK_NAME, stackNameOf } from '../stack-name.js';
import type { Outline, OutlineEnvironment, OutlineSet, Word } from './outline.js';

interface Stack {
  readonly name: string;
  readonly what: string;
  readonly word: Word;
}

/** Every stack of a manifest has a name of its own that CloudFormation takes. */
export function checkStackNames(outlines: readonly Outline[], findings: Findings): void {
  const seen = new Map<string, Stack>();
  for (const stack of outlines.flatMap(stacksOf)) {
    if (stack.name.length > MAX_STACK_NAME) {
      const message = `the stack of ${stack.what} would have a name of ${stack.name.length} characters, CloudFormation takes ${MAX_STACK_NAME}`;
      findings.error('StackNameInvalid', stack.word, message, 'choose shorter ids');
    }
    const first = seen.get(stack.name);
    if (first === undefined) seen.set(stack.name, stack);
    else if (first.what !== stack.what) {
      const message = `${first.what} and ${stack.what} would both be the stack "${stack.name}"`;
      findings.error(
        'StackNameClash',
        stack.word,
        message,
        'in stack names every character but letters and digits is "-": choose ids that still differ',
      );
    }
  }
}

function stacksOf(outline: Outline): readonly Stack[] {
  return outline.sets.flatMap((set) =>
    outline.environments
      .filter(({ id }) => id !== undefined && (set.environments?.some(({ text }) => text === id.text) ?? true))
      .flatMap((environment) => stackOf(outline, set, environment)),
  );
}

function stackOf(outline: Outline, set: OutlineSet, environment: OutlineEnvironment): readonly Stack[] {
  const [project, word] = [outline.id?.text, environment.id];
  if (project === undefined || word === undefined || (!set.implied && set.id === undefined)) return [];
  const setId = outline.sets.length > 1 ? set.id?.text : undefined;
  const ids = [project, ...(setId === undefined ? [] : [setId]), word.text];
  return [
    {
      name: stackNameOf(project, setId, word.text),
      what: ids.map((id) => `"${id}"`).join(' '),
      word: setId === undefined ? word : (set.id ?? word),
    },
  ];
}
