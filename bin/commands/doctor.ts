import type { Command } from '../command.js';
import { examine, type Section } from '../doctor/examine.js';
import { ExitCode } from '../exit-code.js';
import { examinationJson, examinationText } from '../views/examination-view.js';

export const run: Command = async (session, invocation) => {
  const [environment] = invocation.arguments;
  const sections = await examine(session, environment);
  return {
    json: examinationJson(sections),
    text: examinationText(sections, session.style),
    exitCode: exitCodeFor(sections),
  };
};

/** What is missing altogether comes first: whoever runs this in a script can then install or sign in. */
function exitCodeFor(sections: readonly Section[]): ExitCode {
  const wrong = sections.flatMap(({ findings }) => findings).filter(({ outcome }) => outcome === 'wrong');
  if (wrong.some(({ absent }) => absent === true)) return ExitCode.unavailable;
  return wrong.length > 0 ? ExitCode.failed : ExitCode.done;
}
