import { standingFreezes, unfreeze } from '../../lib/delivery/index.js';
import { compareInstants, type Instant } from '../../lib/ids.js';
import type { Freeze } from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { freezeScope, scopeText } from '../freeze-scope.js';
import type { Session } from '../session.js';
import { printable } from '../style.js';
import { noteLines, recordedJson, why } from '../views/control-view.js';

export const run: Command = async (session, invocation) => {
  const { project, style, ofProject } = session;
  const planned = invocation.flag('planned');
  const { environment, signer } = await together({
    environment: () => freezeScope(project, invocation),
    signer: () => session.signer(),
  });
  const { event, view } = await unfreeze(ofProject, { environment, planned }, signer);
  const now = ofProject.now();
  const notes = standingFreezes(view.state, environment, now).map((freeze) => stands(session, freeze, now));
  const what = style.strong(scopeText(project, environment));
  return {
    json: recordedJson(event, { notes }),
    text: [
      event === undefined
        ? `Nothing to change: ${what} has no freeze of its own that ${planned ? 'holds or is planned' : 'holds'}.`
        : `Lifted what froze ${what}${planned ? ', or was going to' : ''}.`,
      ...noteLines(notes, style),
    ].join('\n'),
  };
};

/** A freeze that was not lifted, and how it would be. */
function stands(session: Session, { environment, from, until, actor, reason }: Freeze, now: Instant): string {
  const span = `from ${from}${until === undefined ? '' : ` until ${until}`}`;
  const lift = `unfreeze ${environment ?? '--all'}${compareInstants(from, now) > 0 ? ' --planned' : ''}`;
  const what = scopeText(session.project, environment);
  return `a freeze of ${what} ${span} stands, by ${printable(actor)}${why(reason && printable(reason))}; \`${session.again(lift)}\` lifts it`;
}
