import { SlipwayError } from '../../problem.js';
import type { LedgerProblemCode } from '../problems.js';

/** The record is not what was recorded. `why` goes on from the file's name. */
export function damagedRecord(file: string, why: string, line?: number): SlipwayError {
  return new SlipwayError('failed', {
    code: 'DamagedRecord' satisfies LedgerProblemCode,
    message: `${file} ${why}`,
    hint: `restore it from git: \`git checkout -- ${file}\``,
    at: line === undefined ? { file } : { file, line },
  });
}

/** Something lies in the record that was never recorded. */
export function foreignFile(file: string): SlipwayError {
  return new SlipwayError('failed', {
    code: 'DamagedRecord' satisfies LedgerProblemCode,
    message: `${file} is no file of the record: its name is not one that Slipway gives`,
    hint: 'move it elsewhere; if it was renamed, give it back its name (`git status` shows it)',
    at: { file },
  });
}

export function unknownEvent(file: string, kind: string): SlipwayError {
  return new SlipwayError('failed', {
    code: 'UnknownEvent' satisfies LedgerProblemCode,
    message: `${file} holds an event of the kind "${kind}", which this version of Slipway does not know`,
    hint: 'a later version wrote it: update Slipway',
    at: { file },
  });
}

export function isDamage(error: unknown): boolean {
  return error instanceof SlipwayError && error.problems.some(({ code }) => code === 'DamagedRecord');
}
