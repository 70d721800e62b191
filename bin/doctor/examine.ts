import { dirname } from 'node:path';
import { chosenEnvironments } from '../environment.js';
import type { Session } from '../session.js';
import { examinePrograms } from './examine-programs.js';
import { examineStore } from './examine-store.js';
import { type Finding, notChecked } from './finding.js';
import { checkManifest } from './manifest-check.js';
import { checkStore } from './open-store.js';

/** What belongs together, as people are shown it. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/**
 * Looks at everything that releasing and deploying needs, and changes nothing. What needs nothing of one another is asked
 * at the same time; what cannot be looked at because something before it is missing says so.
 *
 * @throws SlipwayError `input` where project, service set or environment cannot be chosen
 */
export async function examine(session: Session, named: string | undefined): Promise<readonly Section[]> {
  const manifest = checkManifest(session);
  if (manifest.outcome !== 'ok')
    return shortened(session, session.host.cwd, [manifest, notChecked('store', UNREADABLE)], UNREADABLE);
  const folder = dirname(session.manifestFile.path);
  const environments = chosenEnvironments(session, named);
  const { finding: store, opened } = checkStore(session);
  if (opened === undefined) return shortened(session, folder, [manifest, store], 'the store cannot be opened');
  const { isOnAws, record, ...found } = await examineStore({ session, environments, ...opened });
  return [
    { title: 'Programs', findings: examinePrograms(folder, session.host.env, isOnAws) },
    { title: 'Project', findings: [manifest, store, ...record] },
    { title: 'AWS', findings: [...found.aws, ...found.permissions] },
    { title: 'Deployments', findings: [...found.images, ...found.deployments] },
  ];
}

const UNREADABLE = 'the manifest cannot be read';

/** What can be said where project or store are not known. */
function shortened(session: Session, folder: string, project: readonly Finding[], why: string): readonly Section[] {
  const unknown = (...names: readonly string[]) => names.map((name) => notChecked(name, why));
  return [
    { title: 'Programs', findings: examinePrograms(folder, session.host.env, false) },
    { title: 'Project', findings: [...project, ...unknown('record')] },
    { title: 'AWS', findings: unknown('aws', 'permissions') },
    { title: 'Deployments', findings: unknown('images', 'deployments') },
  ];
}
