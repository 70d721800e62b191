import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Machine, sockshop } from './machine.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('manifest, images and releases', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine(sockshop);
  });
  afterEach(() => machine.remove());

  test('init writes a manifest that checks and a cdk.json, and overwrites nothing without --force', async () => {
    const empty = new Machine();
    try {
      const { json } = await empty.json('init', '--project', 'shop');
      expect(json).toEqual({ files: ['slipway.yaml', 'cdk.json'] });
      expect(JSON.parse(empty.read('cdk.json')).app).toBe('npx slipway app');
      expect((await empty.json('manifest', 'check')).json).toMatchObject({ ok: true, projects: [{ id: 'shop' }] });
      expect((await empty.run('init', '--project', 'shop')).code).toBe(0);
      empty.write('slipway.yaml', '# mine\n');
      empty.write('cdk.json', '{}');
      const { code, json: errors } = await empty.json('init', '--project', 'shop');
      expect(code).toBe(2);
      expect(errors.errors.map((error: { code: string }) => error.code)).toEqual(['FileExists', 'FileExists']);
      expect(empty.read('slipway.yaml')).toBe('# mine\n');
      expect((await empty.run('init', '--project', 'shop', '--force')).code).toBe(0);
    } finally {
      empty.remove();
    }
  });

  test.each(['9lives', 'aws-shop', 'ssm', 'my shop', 'shop.'])(
    'init of %s, which no project can be called, writes nothing',
    async (id) => {
      const empty = new Machine();
      try {
        const before = empty.contents();
        const { code, json } = await empty.json('init', '--project', id);
        expect({ code, error: json.error.code }).toEqual({ code: 2, error: 'InvalidId' });
        expect(empty.contents()).toEqual(before);
      } finally {
        empty.remove();
      }
    },
  );

  test('init --from converts the manifest of the first version, of several projects the named one', async () => {
    const old = new Machine();
    try {
      const environments = [{ id: 'stage', name: 'Staging' }];
      const projects = { stacks: { environments, name: 'Example project' }, other: { environments, name: 'Other' } };
      old.write('.wellcome_project', JSON.stringify(projects));
      expect((await old.run('init', '--from', '.wellcome_project')).err).toContain('stacks, other');
      await old.do('init', '--from', '.wellcome_project', '--project', 'stacks');
      const { json } = await old.json('manifest', 'check');
      expect(json.projects).toMatchObject([
        { id: 'stacks', name: 'Example project', environments: [{ id: 'stage', name: 'Staging' }] },
      ]);
    } finally {
      old.remove();
    }
  });

  test('manifest check tells all errors with their lines, as text and as one document', async () => {
    machine.write(
      'slipway.yaml',
      sockshop.replace('after: [dev]', 'after: [deb]').replace('image: carts,', 'imag: carts,'),
    );
    const { code, json } = await machine.json('manifest', 'check');
    expect(code).toBe(2);
    expect(json).toMatchObject({ ok: false, warnings: expect.any(Array) });
    expect(json.errors.length).toBeGreaterThanOrEqual(2);
    for (const { at } of json.errors) expect(at).toMatchObject({ file: 'slipway.yaml', line: expect.any(Number) });
    const { out } = await machine.run('manifest', 'check');
    expect(out).toMatch(/^error: .+\n {2}at slipway\.yaml:\d+\nhint: /);
    const status = await machine.json('status');
    expect(status.code).toBe(2);
    expect(status.json.errors).toEqual(json.errors);
  });

  test('manifest check lists projects, environments and services with their images', async () => {
    const { code, json } = await machine.json('manifest', 'check');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      errors: [],
      projects: [
        {
          id: 'sockshop',
          name: 'Sock Shop',
          environments: [{ id: 'dev', name: 'Development' }, { id: 'hardening' }, { id: 'production' }],
          services: [{ id: 'carts', images: ['carts'] }, { id: 'carts-db' }, { id: 'catalogue' }],
        },
      ],
    });
  });

  test('manifest check names the images of a historic manifest as it does, and where they have to come from', async () => {
    machine.write(
      '.wellcome_project',
      `a:
  name: A
  environments: [{ id: prod, name: Production }]
  aws_region_name: eu-west-1
  image_repositories:
    - { id: adapter, namespace: uk.ac.wellcome, account_id: '123456789012', services: [mets-adapter] }
    - { id: reader, services: [reader] }
`,
    );
    const { json } = await machine.json('manifest', 'check', '.wellcome_project');
    expect(json.projects[0].services).toMatchObject([
      {
        id: 'mets-adapter',
        images: ['adapter'],
        repositories: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/uk.ac.wellcome/adapter'],
      },
      { id: 'reader', images: ['reader'], repositories: ['reader'] },
    ]);
  });

  test('manifest check of what cannot be read answers in its own form', async () => {
    for (const file of ['.', 'absent.yaml', '.git']) {
      const { code, json } = await machine.json('manifest', 'check', file);
      expect({ code, json }).toMatchObject({
        code: 2,
        json: {
          ok: false,
          file,
          projects: [],
          warnings: [],
          errors: [{ code: 'ManifestNotReadable', hint: 'name a file: `slipway manifest check <file>`' }],
        },
      });
    }
  });

  test('tags are opaque, schemes are dropped, digests are kept', async () => {
    const { json } = await machine.json(
      'publish',
      'carts=https://registry.example.com/carts:0.22.3.rc',
      `carts-db=carts-db:0.4.0@${DIGEST}`,
      '--label',
      'v2-branch',
    );
    expect(json).toEqual({
      label: 'v2-branch',
      images: {
        carts: { image: 'registry.example.com/carts:0.22.3.rc', version: 1 },
        'carts-db': { image: `carts-db:0.4.0@${DIGEST}`, version: 1 },
      },
    });
    expect((await machine.json('images')).json).toEqual({
      labels: {
        'v2-branch': { carts: 'registry.example.com/carts:0.22.3.rc', 'carts-db': `carts-db:0.4.0@${DIGEST}` },
      },
    });
    expect((await machine.json('images', '--label', 'stable')).json).toEqual({ labels: { stable: {} } });
  });

  test('pairs that do not fit are refused all at once, with the service that fits, and nothing is written', async () => {
    const before = machine.contents();
    const { code, json } = await machine.json(
      'publish',
      'carts=carts:1',
      'carts=carts:2',
      'carts-db=catalogue:1',
      'nope=x:1',
    );
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      'DuplicateService',
      'WrongRepository',
      'UnknownService',
    ]);
    expect(json.errors[1].hint).toContain('catalogue=catalogue:1');
    expect(machine.contents()).toEqual(before);
  });

  test('an environment is no label to publish under', async () => {
    expect((await machine.json('publish', 'carts=carts:1', '--label', 'dev')).json.error.code).toBe('ReservedLabel');
  });

  test('a release covers every service, says where each image came from, and is the same set only once', async () => {
    await machine.do('publish', 'carts=carts:1', `carts-db=carts-db:1@${DIGEST}`);
    const missing = await machine.json('release', 'create');
    expect(missing).toMatchObject({ code: 2, json: { error: { code: 'MissingImage' } } });

    const { json } = await machine.json(
      'release',
      'create',
      '--set',
      'catalogue=catalogue:1',
      '--description',
      'the first',
    );
    expect(json).toEqual({
      id: expect.stringMatching(/^rel-[0-9a-f]{12}$/),
      number: 1,
      project: 'sockshop',
      serviceSet: 'main',
      created: true,
      createdAt: '2026-11-20T09:30:00Z',
      actor: 'tim@example.com',
      origin: expect.anything(),
      description: 'the first',
      images: {
        carts: { image: 'carts:1', from: 'label latest, version 1' },
        'carts-db': { image: `carts-db:1@${DIGEST}`, digest: DIGEST, from: 'label latest, version 1' },
        catalogue: { image: 'catalogue:1', from: 'an explicit choice' },
      },
    });
    const again = await machine.json('release', 'create', '--from-release', '1');
    expect(again.json).toMatchObject({ created: false, number: 1, id: json.id });

    const next = await machine.json('release', 'create', '--from-release', '1', '--set', 'carts=carts:2');
    expect(next.json).toMatchObject({ created: true, number: 2, description: 'carts 1 --> 2' });
    const { json: list } = await machine.json('release', 'list');
    expect(list.releases.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
    expect((await machine.json('release', 'list', '--limit', '1')).json.releases).toHaveLength(1);
    expect((await machine.json('release', 'show', json.id.slice(0, 8))).json.id).toBe(json.id);
    expect((await machine.json('release', 'diff', '1', '2')).json.services).toEqual([
      { service: 'carts', from: 'carts:1', to: 'carts:2' },
    ]);
    expect((await machine.json('release', 'diff', '1', '2')).json).toMatchObject({ from: json.id, to: next.json.id });
  });

  test('why is a question: its answer ends with 0, and with 3 only where --exit-code asks', async () => {
    await machine.do(
      'release',
      'create',
      '--set',
      'carts=carts:1',
      '--set',
      'carts-db=carts-db:1',
      '--set',
      'catalogue=catalogue:1',
    );
    expect(await machine.json('why', '1', '--environment', 'hardening')).toMatchObject({
      code: 0,
      json: { eligible: false, reasons: [{ code: 'NotYetInPreceding', message: expect.any(String) }] },
    });
    expect((await machine.run('why', '1', '--environment', 'hardening', '--exit-code')).code).toBe(3);
    expect(await machine.json('why', '1', '--exit-code')).toMatchObject({
      code: 0,
      json: { eligible: true, reasons: [] },
    });
  });

  test('a verdict needs something that runs; an unknown word and an unknown environment are told together', async () => {
    expect((await machine.json('verdict', 'dev', 'pass')).json.error.code).toBe('NothingDeployed');
    const { code, json } = await machine.json('verdict', 'dve', 'good');
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual(['UnknownEnvironment', 'UnknownVerdict']);
  });

  test('looking at a store that does not exist yet does not make one', async () => {
    for (const words of [['status'], ['images'], ['release', 'list'], ['history'], ['verify'], ['status', 'dev']])
      await machine.do(...words);
    expect(existsSync(join(machine.root, '.slipway'))).toBe(false);
  });
});
