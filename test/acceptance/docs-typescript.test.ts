import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, snippetsIn } from '../docs/pages.js';

jest.setTimeout(60_000);

/** In the repository's tree, so that `slipway` means what is built, with the types that users get; git ignores it. */
const folder = join(root, `.dist-docs-${process.pid}`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every piece of TypeScript in the docs compiles against the built package', () => {
  const snippets = snippetsIn('ts');
  expect(snippets.length).toBeGreaterThan(4);
  mkdirSync(folder);
  for (const [index, { page, line, text }] of snippets.entries())
    writeFileSync(join(folder, `${index}.ts`), `// ${page}:${line}\n${text}`);
  const options = { types: ['node', 'jest'], rootDir: '.' };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', compilerOptions: options, include: ['*.ts'] }),
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const errors = stdout.replace(/^(\d+)\.ts\((\d+),/gm, (_, index: string, line: string) => {
    const snippet = snippets[Number(index)];
    return `${snippet?.page}:${(snippet?.line ?? 0) + Number(line) - 1} (`;
  });
  expect(errors).toBe('');
  expect(status).toBe(0);
});
