import {
  artifactKeys,
  type Container,
  type Manifest,
  type ManifestFormat,
  type ManifestReading,
  type Project,
  readManifest,
} from '../../lib/manifest/index.js';
import { SlipwayError } from '../../lib/problem.js';
import type { Command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { problemText } from '../failure.js';
import { manifestFile } from '../manifest-file.js';

export const run: Command = async (session, invocation) => {
  const named = invocation.arguments[0] ?? session.options.manifest;
  const { shown, manifest, errors, warnings } = read(session.host.cwd, named);
  const { style } = session;
  const told = [
    ...errors.map((problem) => problemText(problem, style.bad('error'))),
    ...warnings.map((problem) => problemText(problem, style.doubtful('warning'))),
  ];
  const ok = errors.length === 0;
  return {
    json: { ok, file: shown, projects: (manifest?.projects ?? []).map(projectJson), warnings, errors },
    text: [
      ...told,
      ok && manifest !== undefined ? summary(manifest, shown, style.good('ok')) : count(errors.length),
    ].join('\n'),
    exitCode: ok ? ExitCode.done : ExitCode.input,
  };
};

/** A file that was named and cannot be read is an answer like any other: it is no manifest. */
function read(cwd: string, named: string | undefined): ManifestReading & { readonly shown: string } {
  try {
    const file = manifestFile(cwd, named, 'name a file: `slipway manifest check <file>`');
    return { shown: file.shown, ...readManifest(file.bytes, { file: file.shown }) };
  } catch (error) {
    if (named === undefined || !(error instanceof SlipwayError)) throw error;
    return { shown: named, errors: error.problems, warnings: [] };
  }
}

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
        images: containers.map((container) => imageName(container, project.format)),
        repositories: containers.map(({ repository }) => repository ?? null),
      })),
    ),
  };
}

/** As the manifest calls it: a historic one names the image repository, and the place where that lies apart from it. */
function imageName({ repository, id }: Container, format: ManifestFormat): string {
  if (repository === undefined) return id;
  return format.startsWith('wellcome-') ? (repository.split('/').at(-1) ?? repository) : repository;
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
