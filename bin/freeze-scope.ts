import { requireProjectEnvironment } from '../lib/delivery/index.js';
import type { EnvironmentId } from '../lib/ids.js';
import type { Project } from '../lib/manifest/index.js';
import type { Invocation } from './command.js';
import { misuse } from './misuse.js';

/** The environment that is meant, or undefined for the whole project: which is only meant where that is said. */
export function freezeScope(project: Project, invocation: Invocation): EnvironmentId | undefined {
  const [named] = invocation.arguments;
  const all = invocation.flag('all');
  if (named !== undefined && all) throw misuse('an environment and --all are named', 'name one of them');
  if (named !== undefined) return requireProjectEnvironment(project, named).id;
  if (all) return undefined;
  throw misuse('neither an environment nor --all is named', 'name an environment, or --all for the whole project');
}

/** What is frozen, in words. */
export function scopeText(project: Project, environment: EnvironmentId | undefined): string {
  return environment ?? `project ${project.id}`;
}
