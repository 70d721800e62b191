import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, type makeFolder, plainEnv } from '../acceptance/built.js';
import { type Page, root, type Snippet } from './pages.js';

/** The commands of a snippet. */
export interface Script {
  readonly line: number;
  readonly text: string;
  /** Whether they need AWS. */
  readonly onAws: boolean;
}

/** The commands of a page, a script for each snippet; in a `console` snippet they stand behind a prompt. */
export function scriptsOf({ path, snippets }: Page): readonly Script[] {
  return snippets
    .filter(({ language }) => language === 'sh' || language === 'console')
    .map((snippet) => ({
      line: snippet.line,
      text: snippet.language === 'sh' ? snippet.text : prompted(snippet),
      onAws: path === 'docs/aws.md' || snippet.text.includes('cdk bootstrap'),
    }));
}

function prompted({ page, line, text }: Snippet): string {
  return text.replace(/^.*\n/gm, (command) => {
    if (!command.startsWith('$ ')) throw new Error(`${page}:${line}: only lines that begin with "$ " are looked after`);
    return command.slice('$ '.length);
  });
}

/** Makes a folder what a reader of a page has before them: a repository, with the manifest that the page shows. */
export function prepareFolder(folder: string, { snippets }: Page): void {
  mkdirSync(join(folder, '.git'));
  const shown = snippets.find(({ language, text }) => language === 'yaml' && text.startsWith('# slipway.yaml\n'));
  if (shown !== undefined) writeFileSync(join(folder, 'slipway.yaml'), shown.text);
}

/** A folder where `npx slipway` and `slipway` in a program mean the checkout's own, as for its readers; git ignores it. */
export function folderInCheckout(): ReturnType<typeof makeFolder> {
  const path = join(root, `.dist-examples-${process.pid}`);
  mkdirSync(path);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A shell's environment on a machine whose git knows its user. */
export function shellEnv(): NodeJS.ProcessEnv {
  const settings = { 'user.name': 'Tim', 'user.email': 'tim@example.com', 'init.defaultBranch': 'main' };
  const asked = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...plainEnv(), GIT_CONFIG_COUNT: '3', ...Object.fromEntries(asked) };
}

/** Runs lines in a shell that stops at the first that fails. */
export function bash(cwd: string, script: string, env: NodeJS.ProcessEnv = shellEnv()): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
