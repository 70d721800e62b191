import { artifactKeys, type Manifest, type Project, readManifest } from '../../lib/manifest/index.js';
import { findManifest } from '../../lib/workspace/index.js';
import type { Command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { problemText } from '../failure.js';

export const run: Command = async (session, invocation) => {
  const file = findManifest(session.host.cwd, invocation.arguments[0] ?? session.options.manifest);
  const { manifest, errors, warnings } = readManifest(file.bytes, { file: file.shown });
  const { style } = session;
  const told = [
    ...errors.map((problem) => problemText(problem, style.bad('error'))),
    ...warnings.map((problem) => problemText(problem, style.doubtful('warning'))),
  ];
  const ok = errors.length === 0;
  return {
    json: { ok, file: file.shown, projects: (manifest?.projects ?? []).map(projectJson), warnings, errors },
    text: [
      ...told,
      ok && manifest !== undefined ? summary(manifest, file.shown, style.good('ok')) : count(errors.length),
    ].join('\n'),
    exitCode: ok ? ExitCode.done : ExitCode.input,
  };
};

function projectJson(project: Project): Record<string, unknown> {
  return {
    id: project.id,
    name: project.name,
    format: project.format,
    environments: project.environments.map(({ id, name, type, after }) => ({ id, name, type, after })),
    serviceSets: project.serviceSets.map(({ id, name }) => ({ id, name })),
    services: project.serviceSets.flatMap((set) =>
      set.services.map(({ id, containers }) => ({
        id,
        serviceSet: set.id,
        images: containers.map(({ repository, id: container }) => repository ?? container),
      })),
    ),
  };
}

function summary(manifest: Manifest, file: string, word: string): string {
  const projects = manifest.projects.map((project) => {
    const images = project.serviceSets.reduce((sum, set) => sum + artifactKeys(set).length, 0);
    const services = project.serviceSets.reduce((sum, set) => sum + set.services.length, 0);
    const environments = project.environments.map(({ id }) => id).join(', ');
    return `  ${project.id}: ${counted(services, 'service')}, ${counted(images, 'image')}, environments ${environments}`;
  });
  return [`${word}: ${file}`, ...projects].join('\n');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function count(errors: number): string {
  return `${counted(errors, 'error')}`;
}
