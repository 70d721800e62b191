import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, everywhere } from '../../bin/commands.js';
import { ExitCode } from '../../bin/exit-code.js';
import { commandLineProblems } from '../../bin/problems.js';
import { constructProblems } from '../../constructs/problems.js';
import { awsProblems } from '../../lib/aws/problems.js';
import { deliveryProblems } from '../../lib/delivery/problems.js';
import { imagesProblems } from '../../lib/images/problems.js';
import { ledgerProblems } from '../../lib/ledger/problems.js';
import { manifestProblems } from '../../lib/manifest/problems.js';
import { promotionProblems } from '../../lib/promotion/problems.js';
import { releaseProblems } from '../../lib/release/problems.js';
import { targetProblems, targetRisks } from '../../lib/targets/problems.js';
import { workspaceProblems } from '../../lib/workspace/problems.js';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'cli.md'), 'utf8');

/** Every list of codes, under the heading that it has in the reference. */
const LISTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'The command line': commandLineProblems,
  'Finding project and store': workspaceProblems,
  'The manifest': manifestProblems,
  'Images and labels': imagesProblems,
  Releases: releaseProblems,
  'The law of promotion': promotionProblems,
  'The record': ledgerProblems,
  'Releasing and deploying': deliveryProblems,
  'What stands in an environment': targetProblems,
  AWS: awsProblems,
  'Constructs and stacks': constructProblems,
  'Risks that a preview names': targetRisks,
};

/** The tables of codes as the page is to have them; to be pasted there when the lists change. */
function tables(): string {
  const sections = Object.entries(LISTS).map(([heading, codes]) => {
    const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${inCell(meaning)} |`);
    return [`### ${heading}`, '', '| code | meaning |', '| --- | --- |', ...rows].join('\n');
  });
  return `${sections.join('\n\n')}\n`;
}

function inCell(text: string): string {
  return text.replace(/\.$/, '').replaceAll('<', '\\<').replaceAll('|', '\\|');
}

/** The section of a command, from its heading to the next one. */
function sectionOf(name: string): string {
  const sections = page.split(/^#{2,3} /m);
  return (
    sections.find(
      (section) => section === name || (/^[\n ]/.test(section.slice(name.length)) && section.startsWith(name)),
    ) ?? ''
  );
}

describe('docs/cli.md', () => {
  test.each(commands)('has $name with its arguments and all its options', ({ name, arguments: args, options = [] }) => {
    expect(page).toContain(`\n### ${args === undefined ? name : `${name} ${args}`}\n`);
    const section = sectionOf(name);
    for (const { flags } of options) expect(section).toContain(`\`${flags}\``);
  });

  test('has the options that every command takes', () => {
    for (const { flags } of everywhere) expect(page).toContain(`| \`${flags}\` |`);
  });

  test('has no option that does not exist', () => {
    const own = [...everywhere, ...commands.flatMap(({ options = [] }) => options)].map(
      ({ flags }) => flags.split(' ')[0],
    );
    const known = new Set([...own, '--help', '--ignore-errors']);
    expect(page.match(/(?<![\w-])--[a-z][a-z-]*/g)?.filter((option) => !known.has(option))).toEqual([]);
  });

  test('has every exit code', () => {
    for (const code of Object.values(ExitCode)) expect(page).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'));
  });

  test('has the table of every code, as the lists say', () => {
    expect(page.slice(page.indexOf(`### ${Object.keys(LISTS)[0]}\n`))).toBe(tables());
  });
});

describe('codes', () => {
  const sources = ['lib', 'constructs', 'bin'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );

  test('every code that a source gives is in a list', () => {
    const listed = new Set(Object.values(LISTS).flatMap((codes) => Object.keys(codes)));
    const given = sources.flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/\bcode(?:: \w+)?(?::| =) ?'([A-Z]\w+)'/g)].map(
        ([, code = '']) => ({ path, code }),
      ),
    );
    expect(given.length).toBeGreaterThan(40);
    expect(given.filter(({ code }) => !listed.has(code))).toEqual([]);
  });

  test('every list of the sources is in the reference', () => {
    const areas = sources.filter((path) => path.endsWith('problems.ts'));
    expect(areas).toHaveLength(Object.keys(LISTS).length - 1);
  });

  test('every code of a list is given by a source, and is in PascalCase', () => {
    const code = sources
      .filter((path) => !path.endsWith('problems.ts'))
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n');
    const all = Object.values(LISTS).flatMap((codes) => Object.keys(codes));
    expect(all.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
    expect(all.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});
