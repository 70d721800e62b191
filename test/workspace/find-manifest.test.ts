import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findManifest } from '../../lib/workspace/index.js';
import { errorOf } from '../delivery/stage.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-workspace-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A file in the test's folder; its folders are made with it. */
function write(name: string, text = name): string {
  const file = join(root, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function folder(name: string): string {
  mkdirSync(join(root, name), { recursive: true });
  return join(root, name);
}

describe('the manifest', () => {
  test('is the nearest one, from here up', () => {
    write('slipway.yaml');
    const nearer = write('a/.wellcome_project');
    expect(findManifest(folder('a/b/c'), undefined)).toMatchObject({ path: nearer, shown: '../../.wellcome_project' });
  });

  test.each(['slipway.yaml', 'slipway.yml', 'slipway.json', '.wellcome_project'])('may be called %s', (name) => {
    const file = write(name);
    const found = findManifest(root, undefined);
    expect(found).toMatchObject({ path: file, shown: name });
    expect(Buffer.from(found.bytes).toString()).toBe(name);
  });

  test('of several in one folder is the one in our own format', () => {
    write('.wellcome_project');
    write('slipway.json');
    const own = write('slipway.yaml');
    expect(findManifest(root, undefined).path).toBe(own);
  });

  test('is not looked for above the root of the git repository', async () => {
    write('slipway.yaml');
    folder('repository/.git');
    const here = folder('repository/src');
    const error = await errorOf(() => findManifest(here, undefined));
    expect(error).toMatchObject({
      kind: 'input',
      problems: [{ code: 'ManifestNotFound', hint: expect.stringContaining('slipway init') }],
    });
    const own = write('repository/slipway.json');
    expect(findManifest(here, undefined).path).toBe(own);
  });

  test('is not looked for above a git worktree, where .git is a file', async () => {
    write('slipway.yaml');
    write('worktree/.git', 'gitdir: elsewhere');
    await errorOf(() => findManifest(join(root, 'worktree'), undefined));
  });

  test('may be named, from where the user is or as a whole path', () => {
    const file = write('deploy/shop.yaml');
    expect(findManifest(root, 'deploy/shop.yaml')).toMatchObject({ path: file, shown: 'deploy/shop.yaml' });
    expect(findManifest(folder('deploy'), file)).toMatchObject({ path: file, shown: 'shop.yaml' });
  });

  test.each([
    ['is not there', 'none.yaml', /none\.yaml cannot be read: it is not there/],
    ['is a folder', 'deploy', /deploy cannot be read: it is a folder/],
  ])('that is named and %s is an input error with the file', async (_, name, message) => {
    folder('deploy');
    const error = await errorOf(() => findManifest(root, name));
    expect(error).toMatchObject({ kind: 'input', problems: [{ code: 'ManifestNotReadable', at: { file: name } }] });
    expect(error.message).toMatch(message);
  });

  test('that is found and is a folder is an input error, too', async () => {
    folder('slipway.yaml');
    expect(await errorOf(() => findManifest(root, undefined))).toMatchObject({
      problems: [{ code: 'ManifestNotReadable' }],
    });
  });
});
