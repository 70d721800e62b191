import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { sha256 } from '../../lib/canonical';
import type { ArtifactKey, Instant, Label, ProjectId } from '../../lib/ids';
import { DirectoryCatalogue } from '../../lib/images';
import { SlipwayError } from '../../lib/problem';
import { catalogueConformance } from './catalogue-conformance';

const project = 'sockshop' as ProjectId;
const latest = 'latest' as Label;
const carts = 'carts' as ArtifactKey;
const FOLDER = join('sockshop', 'images', 'latest', 'carts');

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-images-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

catalogueConformance('directory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-images-'));
  return {
    open: () => new DirectoryCatalogue(directory),
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
});

function publish(image: string, directory = root, minute = '00') {
  const at = `2026-11-20T09:${minute}:00Z` as Instant;
  const images = { carts: image } as Record<ArtifactKey, string>;
  return new DirectoryCatalogue(directory).publish(project, latest, images, { actor: 'tim@example.com', at });
}

function files(directory = root): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

async function failure(action: Promise<unknown>): Promise<SlipwayError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SlipwayError) return error;
  throw error ?? new Error('it was accepted');
}

describe('the files of the directory catalogue', () => {
  test('are one readable record per version, named after version and content, and a .gitignore', async () => {
    await publish('carts:0.10.1');
    const [gitignore, record = '', ...others] = files();
    expect(others).toEqual([]);
    expect(gitignore).toBe('.gitignore');
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe(
      '# Working files of Slipway; everything else here belongs into git.\n*/local/\n',
    );
    const text = readFileSync(join(root, record), 'utf8');
    expect(record).toBe(join(FOLDER, `000001-${sha256(text).slice(0, 12)}.json`));
    expect(text).toBe(`{
  "project": "sockshop",
  "label": "latest",
  "artifact": "carts",
  "version": 1,
  "image": "carts:0.10.1",
  "at": "2026-11-20T09:00:00Z",
  "actor": "tim@example.com"
}
`);
  });

  test('are the same bytes under the same names wherever they are written', async () => {
    const other = mkdtempSync(join(tmpdir(), 'slipway-images-'));
    await Promise.all([publish('carts:1'), publish('carts:1', other)]);
    expect(files(other)).toEqual(files());
    rmSync(other, { recursive: true });
  });

  test('are not made by reading', async () => {
    const absent = new DirectoryCatalogue(join(root, 'store'));
    await absent.read(project, latest);
    await absent.labels(project);
    await absent.history(project, latest, carts);
    expect(readdirSync(root)).toEqual([]);
  });

  test('leave a .gitignore alone that is there already', async () => {
    writeFileSync(join(root, '.gitignore'), 'mine\n');
    await publish('carts:1');
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('mine\n');
  });

  test('may have been given other line ends by git', async () => {
    await publish('carts:1');
    const [, record = ''] = files();
    const text = readFileSync(join(root, record), 'utf8');
    writeFileSync(join(root, record), text.replaceAll('\n', '\r\n'));
    expect(await new DirectoryCatalogue(root).read(project, latest)).toMatchObject({ carts: { image: 'carts:1' } });
  });

  test('may lie beside files that begin with a dot', async () => {
    await publish('carts:1');
    writeFileSync(join(root, FOLDER, '.DS_Store'), '');
    expect(await new DirectoryCatalogue(root).history(project, latest, carts)).toHaveLength(1);
  });
});

describe('two branches that published different images', () => {
  async function merged(): Promise<string> {
    await publish('carts:1');
    const branch = join(root, '..', `${root.split('/').at(-1)}-branch`);
    cpSync(root, branch, { recursive: true });
    await publish('carts:2-ours', root, '10');
    await publish('carts:2-theirs', branch, '20');
    const [ours, theirs] = [files(), files(branch)];
    const clashes = theirs.filter(
      (file) => ours.includes(file) && !readFileSync(join(root, file)).equals(readFileSync(join(branch, file))),
    );
    cpSync(branch, root, { recursive: true });
    rmSync(branch, { recursive: true });
    expect(clashes).toEqual([]);
    return root;
  }

  test('merge without a file that differs, and the later one counts', async () => {
    const catalogue = new DirectoryCatalogue(await merged());
    expect(await catalogue.read(project, latest)).toMatchObject({ carts: { image: 'carts:2-theirs', version: 2 } });
    const history = await catalogue.history(project, latest, carts);
    expect(history.map(({ image, version }) => [image, version])).toEqual([
      ['carts:2-theirs', 2],
      ['carts:2-ours', 2],
      ['carts:1', 1],
    ]);
  });

  test('go on with the version after both', async () => {
    await merged();
    expect(await publish('carts:3', root, '30')).toMatchObject({ carts: { version: 3 } });
  });
});

describe('a damaged directory', () => {
  beforeEach(async () => {
    await publish('carts:1');
    await publish('carts:2');
  });

  const damages: readonly [string, (folder: string, newest: string, oldest: string) => string][] = [
    [
      'a record was edited',
      (folder, newest) => {
        const text = readFileSync(join(folder, newest), 'utf8');
        writeFileSync(join(folder, newest), text.replace('carts:2', 'carts:6'));
        return newest;
      },
    ],
    [
      'a record was cut off',
      (folder, newest) => {
        writeFileSync(join(folder, newest), readFileSync(join(folder, newest), 'utf8').slice(0, 40));
        return newest;
      },
    ],
    [
      'a record is empty',
      (folder, newest) => {
        writeFileSync(join(folder, newest), '');
        return newest;
      },
    ],
    [
      'a record was renamed to a later version',
      (folder, _, oldest) => {
        const later = oldest.replace('000001', '000009');
        renameSync(join(folder, oldest), join(folder, later));
        return later;
      },
    ],
    [
      'something else lies among the records',
      (folder) => {
        writeFileSync(join(folder, 'notes.txt'), 'hello');
        return 'notes.txt';
      },
    ],
    [
      'a record of well-formed nonsense is there',
      (folder) => {
        const name = `000009-${sha256('{}\n').slice(0, 12)}.json`;
        writeFileSync(join(folder, name), '{}\n');
        return name;
      },
    ],
  ];

  test.each(damages)('is refused with the file where %s', async (_, damage) => {
    const [oldest = '', newest = ''] = readdirSync(join(root, FOLDER)).sort();
    const file = join(root, FOLDER, damage(join(root, FOLDER), newest, oldest));
    const catalogue = new DirectoryCatalogue(root);
    const attempts = [
      () => catalogue.read(project, latest),
      () => catalogue.history(project, latest, carts),
      () => publish('carts:3'),
    ];
    for (const attempt of attempts) {
      const { kind, problems } = await failure(attempt());
      expect(kind).toBe('failed');
      expect(problems).toEqual([expect.objectContaining({ code: 'DamagedRecord', at: { file } })]);
      expect(problems[0]?.message).toContain(file);
    }
  });

  test('is refused where a record was copied to another service', async () => {
    cpSync(join(root, FOLDER), join(root, FOLDER, '..', 'orders'), { recursive: true });
    const { problems } = await failure(new DirectoryCatalogue(root).read(project, latest));
    expect(problems[0]?.message).toMatch(/orders.*it belongs to another place/);
  });

  test('is refused by whoever reads the history, where an old record is damaged', async () => {
    const [oldest = ''] = readdirSync(join(root, FOLDER)).sort();
    writeFileSync(join(root, FOLDER, oldest), 'gone');
    const { problems } = await failure(new DirectoryCatalogue(root).history(project, latest, carts));
    expect(problems[0]?.at?.file).toContain('000001-');
  });
});

test('a directory that cannot be used ends with a message and not with a crash', async () => {
  writeFileSync(join(root, 'sockshop'), 'a file where a folder should be');
  const { kind, problems } = await failure(publish('carts:1'));
  expect(kind).toBe('unavailable');
  expect(problems).toEqual([expect.objectContaining({ code: 'StoreUnavailable' })]);
});

test('several processes that publish at the same time lose nothing and leave nothing behind', async () => {
  const bundle = join(root, 'images.cjs');
  const entryPoints = [join(__dirname, '..', '..', 'lib', 'images', 'index.ts')];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: bundle });
  const store = join(root, 'store');
  mkdirSync(store);
  const program = `
    const { DirectoryCatalogue } = require(process.argv[1]);
    const [, , store, worker] = process.argv;
    (async () => {
      for (let turn = 0; turn < 8; turn++)
        await new DirectoryCatalogue(store).publish('sockshop', 'latest', { carts: 'carts:' + worker + '-' + turn },
          { actor: worker, at: '2026-11-20T09:00:00Z' });
    })();
  `;
  const workers = ['a', 'b', 'c', 'd'];
  await Promise.all(
    workers.map((worker) => promisify(execFile)(process.execPath, ['-e', program, bundle, store, worker])),
  );

  const history = await new DirectoryCatalogue(store).history(project, latest, carts);
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 32 }, (_, index) => 32 - index));
  expect(new Set(history.map(({ image }) => image)).size).toBe(32);
  expect(files(join(store, 'sockshop', 'local'))).toEqual([]);
  expect(existsSync(join(store, '.gitignore'))).toBe(true);
});
