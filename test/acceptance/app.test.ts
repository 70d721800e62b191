import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { twoSets } from '../cli/machine.js';
import { APP, cdk, done, type Ended, makeFolder, repository, SLIPWAY, slipway } from './built.js';

jest.setTimeout(120_000);

/** What a synthesis left behind: how it ended, and which release each stack renders. */
interface Synthesis extends Ended {
  readonly templates: Readonly<Record<string, string>>;
  /** Stack name -> id of the release in its deployment pointer. */
  readonly releases: Readonly<Record<string, string>>;
}

describe('cdk synth', () => {
  const folder = makeFolder('app');
  const shop = join(folder.path, 'shop');
  const id: Record<number, string> = {};
  let outputs = 0;
  afterAll(() => folder.remove());

  /** Release 1 runs in dev, passed there, and runs in hardening; release 2 was only made. */
  beforeAll(() => {
    mkdirSync(join(shop, '.git'), { recursive: true });
    cpSync(join(repository, 'examples', 'sockshop', 'slipway.yaml'), join(shop, 'slipway.yaml'));
    done(shop, 'publish', 'carts=carts:1', 'carts-db=carts-db:1', 'catalogue=catalogue:1');
    done(shop, 'release', 'create');
    done(shop, 'deploy', '1');
    done(shop, 'verdict', 'dev', 'pass');
    done(shop, 'sync', 'hardening');
    done(shop, 'publish', 'carts=carts:2');
    done(shop, 'release', 'create');
    for (const number of [1, 2]) id[number] = JSON.parse(done(shop, 'release', 'show', `${number}`, '--json')).id;
  });

  async function synth(
    words: readonly string[],
    how: { cwd?: string; app?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Synthesis> {
    const out = join(folder.path, `out-${outputs++}`);
    const app = how.app ?? `"${process.execPath}" "${SLIPWAY}" app`;
    const ended = await cdk(how.cwd ?? shop, ['synth', '--quiet', '--output', out, '--app', app, ...words], how.env);
    return { ...ended, ...read(out) };
  }

  test('-c release goes to the first environment or to -c environment, and to no other stack', async () => {
    const [none, byNumber, byPrefix, byLabel, elsewhere] = await Promise.all([
      synth([]),
      synth(['-c', 'release=2']),
      synth(['-c', `release=${id[2]?.slice(0, 10)}`]),
      synth(['-c', 'release=latest', '-c', 'environment=dev']),
      synth(['-c', `release=${id[1]}`, '-c', 'environment=production']),
    ]);
    expect(none).toMatchObject({ code: 0, releases: { 'sockshop-dev': id[1], 'sockshop-hardening': id[1] } });
    for (const found of [byNumber, byPrefix, byLabel])
      expect(found).toMatchObject({ code: 0, releases: { 'sockshop-dev': id[2], 'sockshop-hardening': id[1] } });
    expect(Object.keys(none.templates)).toEqual(['sockshop-dev', 'sockshop-hardening']);
    expect(elsewhere.releases).toMatchObject({ 'sockshop-production': id[1], 'sockshop-dev': id[1] });
  });

  test('a release that the law refuses is an error with its reasons on that stack; the others still render', async () => {
    const refused = ['-c', 'release=2', '-c', 'environment=hardening'];
    const [all, only, other] = await Promise.all([
      synth(refused),
      synth([...refused, 'sockshop-hardening']),
      synth([...refused, 'sockshop-dev']),
    ]);
    const reason = `NotYetInPreceding: release 2 (${id[2]}) has not run in dev, which hardening comes after`;
    for (const { code, err } of [all, only]) {
      expect(code).not.toBe(0);
      expect(err).toContain(reason);
      expect(err).toContain('sockshop-hardening');
    }
    expect(all.releases).toMatchObject({ 'sockshop-hardening': id[2] });
    expect(other).toMatchObject({ code: 0, releases: { 'sockshop-dev': id[1] } });
  });

  test('what names no release, no one release or no environment is one clear error, and no template is written', async () => {
    const empty = join(folder.path, 'empty');
    const many = join(folder.path, 'many');
    for (const path of [empty, many]) {
      mkdirSync(join(path, '.git'), { recursive: true });
      cpSync(join(shop, 'slipway.yaml'), join(path, 'slipway.yaml'));
    }
    const prefix = ambiguousPrefix(many);
    const cases = await Promise.all(
      [
        { says: 'nothing of project sockshop was deployed yet, and no release is named', words: [], cwd: empty },
        { says: 'there is no release "9"', words: ['release=9'], cwd: shop },
        { says: `"${prefix}"`, words: [`release=${prefix}`], cwd: many },
        { says: 'has no environment "nope"', words: ['release=2', 'environment=nope'], cwd: shop },
        { says: '-c environment=dev says where a release goes', words: ['environment=dev'], cwd: shop },
      ].map(
        async ({ says, words, cwd }): Promise<[string, Synthesis]> => [
          says,
          await synth(
            words.flatMap((word) => ['-c', word]),
            { cwd },
          ),
        ],
      ),
    );
    for (const [message, { code, out, err, templates }] of cases) {
      expect(code).not.toBe(0);
      expect(err.match(/^error: .*$/gm)).toEqual([expect.stringContaining(message)]);
      expect(err).toMatch(/^hint: /m);
      expect({ out, templates, trace: /^\s+at .*:\d+:\d+/m.test(err) }).toEqual({
        out: '',
        templates: {},
        trace: false,
      });
    }
  });

  test('the same bytes come from slipway deploy, wherever, whenever and by whomever they are rendered', async () => {
    const deployed = (environment: string) =>
      readFileSync(join(shop, '.slipway', 'sockshop', 'stacks', `sockshop-${environment}.template.json`), 'utf8');
    const elsewhere = join(folder.path, 'another place');
    const home = join(folder.path, 'home');
    for (const path of [elsewhere, home]) mkdirSync(path);
    writeFileSync(join(elsewhere, 'shop.json'), reordered(join(shop, 'slipway.yaml')));
    const context = ['-c', `slipway:manifest=${join(elsewhere, 'shop.json')}`];
    const store = ['-c', `slipway:store=dir:${join(shop, '.slipway')}`];
    const [here, there] = await Promise.all([
      synth([]),
      synth([...context, ...store], {
        cwd: elsewhere,
        app: `node "${APP}"`,
        env: {
          HOME: home,
          TZ: 'Pacific/Kiritimati',
          LANG: 'tr_TR.UTF-8',
          LC_ALL: 'tr_TR.UTF-8',
          SLIPWAY_CLOCK: '2031-02-03T04:05:06Z',
        },
      }),
    ]);
    for (const { code, err, templates } of [here, there]) {
      expect({ code, errors: err.match(/^error.*|^.*not found.*/gim) }).toEqual({ code: 0, errors: null });
      expect(Object.keys(templates)).toEqual(['sockshop-dev', 'sockshop-hardening']);
      expect(templates['sockshop-dev'] === deployed('dev')).toBe(true);
      expect(templates['sockshop-hardening'] === deployed('hardening')).toBe(true);
    }
  });

  test("the repository's own app renders the manifest that its context names", async () => {
    const config: { app: string; context: Record<string, string> } = JSON.parse(
      readFileSync(join(repository, 'cdk.json'), 'utf8'),
    );
    expect(existsSync(join(repository, config.context['slipway:manifest'] ?? ''))).toBe(true);
    const store = ['-c', `slipway:store=dir:${join(shop, '.slipway')}`];
    const found = await synth(['-c', 'release=2', ...store], { cwd: repository, app: config.app });
    expect(found).toMatchObject({ code: 0, releases: { 'sockshop-dev': id[2], 'sockshop-hardening': id[1] } });
  });

  test('of several service sets each has a stack of its own, and a release goes to that of its set', async () => {
    const sets = join(folder.path, 'sets');
    mkdirSync(join(sets, '.git'), { recursive: true });
    writeFileSync(join(sets, 'slipway.yaml'), twoSets);
    done(sets, 'release', 'create', '--service-set', 'api', '--set', 'items=items:1');
    done(sets, 'deploy', '1', '--service-set', 'api');
    done(sets, 'release', 'create', '--service-set', 'site', '--set', 'content=content:1');
    const found = await synth(['-c', 'release=2'], { cwd: sets });
    expect(Object.keys(found.templates)).toEqual(['experience-api-dev', 'experience-site-dev']);
    expect(new Set(Object.values(found.releases)).size).toBe(2);
  });

  /** Makes releases until two of them begin alike. */
  function ambiguousPrefix(cwd: string): string {
    const seen = new Set<string>();
    for (let version = 1; ; version++) {
      const { out } = slipway(cwd, [
        ...['release', 'create', '--actor', 'tim', '--json', '--set', `carts=carts:${version}`],
        ...['--set', 'carts-db=carts-db:1', '--set', 'catalogue=catalogue:1'],
      ]);
      const prefix = JSON.parse(out).id.slice(0, 'rel-'.length + 1);
      if (seen.has(prefix)) return prefix;
      seen.add(prefix);
    }
  }
});

function read(out: string): Pick<Synthesis, 'templates' | 'releases'> {
  const files = existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('.template.json')) : [];
  const templates = Object.fromEntries(
    files.sort().map((name) => [name.replace('.template.json', ''), readFileSync(join(out, name), 'utf8')]),
  );
  const releases = Object.entries(templates).map(([stack, text]) => [stack, releaseIn(text)]);
  return { templates, releases: Object.fromEntries(releases) };
}

/** The release that the deployment pointer of a template names. */
function releaseIn(template: string): string {
  const [only, ...others] = [...new Set(template.match(/rel-[0-9a-f]{12}/g))];
  if (only === undefined || others.length > 0) throw new Error(`a template of ${1 + others.length} releases`);
  return only;
}

/** A manifest as JSON, the keys of every map in the opposite order. */
function reordered(manifest: string): string {
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, turn(member)]),
    );
  };
  return JSON.stringify(turn(parse(readFileSync(manifest, 'utf8'))));
}
