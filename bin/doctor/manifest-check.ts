import type { Session } from '../session.js';
import { findingOf } from './attempt.js';
import { type Finding, ok } from './finding.js';

/** Whether the manifest is there and right. */
export function checkManifest(session: Session): Finding {
  let file = '';
  try {
    file = session.manifestFile.shown;
    return ok('manifest', `${file}: ${session.manifest.projects.map(({ id }) => id).join(', ')}`);
  } catch (error) {
    const { absent: _, message, hint, ...found } = findingOf('manifest', error);
    if (file === '') return { ...found, message, ...(hint === undefined ? {} : { hint }) };
    const all = '`slipway manifest check` shows everything that is wrong, with its line';
    return { ...found, message: `${file}: ${message}`, hint: hint === undefined ? all : `${hint}; ${all}` };
  }
}
