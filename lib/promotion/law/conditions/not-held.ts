import { findRelease } from '../../state/current.js';
import { type Condition, command, nameRelease } from '../inquiry.js';

/** The environment is not held on another release. A rollback is exempt: it moves the hold to where it goes. */
export const notHeld: Condition = (inquiry) => {
  const { state, environment, place, here, release, kind } = inquiry;
  const hold = here?.hold;
  if (place === undefined || hold === undefined || hold.release === release || kind === 'rollback') return [];
  const held = findRelease(state, hold.release);
  const how = hold.by === 'rollback' ? 'rolled it back' : 'holds it there';
  return [
    {
      code: 'Held',
      message: `${environment} is held on ${held === undefined ? hold.release : nameRelease(held)} since ${hold.at} by ${hold.actor}, who ${how}${hold.reason === undefined ? '' : `: ${hold.reason}`}`,
      by: `${hold.actor}, who ${how}, or whoever may lift a hold`,
      hint: `when it may move on: ${command(inquiry, `unhold ${environment}`)}`,
    },
  ];
};
