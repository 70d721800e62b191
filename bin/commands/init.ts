import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  convertManifest,
  parseManifest,
  selectProject,
  startingManifest,
  whyNotAProjectId,
} from '../../lib/manifest/index.js';
import { type Problem, SlipwayError } from '../../lib/problem.js';
import type { Command, Invocation } from '../command.js';
import { manifestFile } from '../manifest-file.js';
import type { Session } from '../session.js';

const CDK_JSON = `${JSON.stringify({ app: 'npx slipway app', versionReporting: false, pathMetadata: false }, null, 2)}\n`;

export const run: Command = async (session, invocation) => {
  const files = [
    { name: 'slipway.yaml', text: manifestText(session, invocation) },
    { name: 'cdk.json', text: CDK_JSON },
  ];
  const { cwd } = session.host;
  const existing = files.filter(({ name }) => existsSync(join(cwd, name)));
  const kept = invocation.flag('force')
    ? []
    : existing.filter(({ name, text }) => readFileSync(join(cwd, name), 'utf8') !== text);
  if (kept.length > 0) throw alreadyThere(kept.map(({ name }) => name));
  for (const { name, text } of files) writeFileSync(join(cwd, name), text);
  const names = files.map(({ name }) => name);
  return {
    json: { files: names },
    text: `Wrote ${names.join(' and ')}.\nNext: \`slipway manifest check\`, then \`slipway publish <service>=<image>\``,
  };
};

function manifestText(session: Session, invocation: Invocation): string {
  const from = invocation.value('from');
  if (from === undefined) return startingManifest(startingProject(session));
  const file = manifestFile(session.host.cwd, from, 'name a file with --from <file>');
  const { manifest } = parseManifest(file.bytes, { file: file.shown });
  return convertManifest(selectProject(manifest, session.options.project));
}

function startingProject(session: Session): { project: string; name: string } {
  const { project: named } = session.options;
  const project = named ?? basename(session.host.cwd);
  const why = whyNotAProjectId(project);
  if (why === undefined) return { project, name: project };
  throw new SlipwayError('input', {
    code: 'InvalidId',
    message: `"${project}" cannot be a project id: ${why}`,
    hint: 'name one with --project <id>',
  });
}

function alreadyThere(names: readonly string[]): SlipwayError {
  return new SlipwayError(
    'input',
    names.map(
      (name): Problem => ({
        code: 'FileExists',
        message: `${name} is here already and says something else`,
        hint: 'nothing was written; move it away, or replace it with --force',
      }),
    ),
  );
}
