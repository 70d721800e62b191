import { DirectoryTarget } from '../../lib/targets/index.js';
import { Machine, sockshop } from '../cli/machine.js';

const IMAGES = { carts: 'carts:1', 'carts-db': 'carts-db:1', catalogue: 'catalogue:1' };

describe('deploying', () => {
  const released = new Machine(sockshop);
  let machine: Machine;

  beforeAll(() => released.release(IMAGES));
  afterAll(() => released.remove());
  beforeEach(() => {
    machine = released.copy();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    machine.remove();
  });

  test('one command releases a single service and leaves all others as they run', async () => {
    await machine.do('publish', 'catalogue=catalogue:2', 'carts=carts:2');
    const { code, json } = await machine.json('deploy', '--service', 'carts');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      changed: ['carts'],
      deployment: {
        id: expect.stringMatching(/^dep-/),
        release: expect.stringMatching(/^rel-/),
        environment: 'dev',
        status: 'succeeded',
        startedAt: '2026-11-20T09:30:00Z',
        finishedAt: '2026-11-20T09:30:00Z',
        services: {
          carts: { status: 'running', image: 'carts:2' },
          'carts-db': { status: 'unchanged', image: 'carts-db:1' },
          catalogue: { status: 'unchanged', image: 'catalogue:1' },
        },
      },
    });
  });

  test('--set may be repeated, and names images without a label', async () => {
    const { json } = await machine.json('deploy', '--set', 'carts=carts:3', '--set', 'catalogue=catalogue:3');
    expect(json.changed).toEqual(['carts', 'catalogue']);
    const { json: created } = await machine.json('release', 'show', 'dev');
    expect(created.images.carts).toMatchObject({ image: 'carts:3', from: 'an explicit choice' });
    expect(created.images['carts-db'].from).toMatch(/^carried over from rel-/);
  });

  test.each([['preview'], ['deploy']])(
    '%s tells what keeps a stack from being rendered, and changes nothing',
    async (command) => {
      machine.write('slipway.yaml', sockshop.replace('ports: [80] }', 'strategy: canary }'));
      const before = machine.contents();
      const { code, json } = await machine.json(command, '1');
      expect(code).toBe(2);
      expect(json.error).toMatchObject({
        code: 'StackNotRenderable',
        message:
          'the stack sockshop-dev cannot be rendered: service "catalogue" has strategy "canary" but no traffic that ECS could shift',
        hint: expect.stringContaining('load balancer'),
      });
      expect(machine.contents()).toEqual(before);
    },
  );

  test('neighbours reach each other, and nobody else does, also where the manifest says no port', async () => {
    const services =
      'fe, image: fe, connects: [be]; be, image: be, connects: [db], strategy: canary; db, image: db, strategy: direct';
    const list = services.split('; ').map((service) => `  - { id: ${service} }\n`);
    machine.write('slipway.yaml', `project: foo\nenvironments: [{ id: dev }]\nservices:\n${list.join('')}`);
    await machine.do('release', 'create', '--set', 'fe=fe:1', '--set', 'be=be:1', '--set', 'db=db:1');
    await machine.do('deploy', '1');
    const { Resources } = JSON.parse(machine.read('.slipway/foo/stacks/foo-dev.template.json'));
    const properties = (type: string): { Description: string; FromPort: number }[] =>
      Object.values<{ Type: string; Properties: { Description: string; FromPort: number } }>(Resources)
        .filter(({ Type }) => Type === type)
        .map(({ Properties }) => Properties);
    const rules = properties('AWS::EC2::SecurityGroupIngress');
    expect(rules.map(({ Description, FromPort }) => `${Description}: ${FromPort}`).sort()).toEqual([
      'be to db: 80',
      'be to fe: 80',
      'db to be: 80',
      'fe to be: 80',
    ]);
  });

  test('--service keeps its word: it changes no other service', async () => {
    const before = machine.contents();
    expect((await machine.run('deploy', '--service', 'carts', '--set', 'catalogue=catalogue:3')).code).toBe(2);
    expect(machine.contents()).toEqual(before);
  });

  test('an option that is given twice is refused, with what to write instead', async () => {
    const before = machine.contents();
    const { code, json } = await machine.json('deploy', '--service', 'carts', '--service', 'catalogue');
    expect({ code, error: json.error }).toEqual({
      code: 2,
      error: {
        code: 'InvalidArguments',
        message: '--service is given twice',
        hint: 'for several services write --set <service>=<image> for each, without --service',
      },
    });
    expect((await machine.run('deploy', '1', '--environment', 'dev', '--environment', 'hardening')).code).toBe(2);
    expect(machine.contents()).toEqual(before);
  });

  test('a container is no service, and is told as that', async () => {
    const words = ['deploy', '--service', 'carts/a', '--set', 'carts=carts:2'];
    expect((await machine.json(...words)).json.error.code).toBe('UnknownService');
  });

  test('what a deployment says of an image is what its release says, label and all', async () => {
    const pinned = `carts:7@sha256:${'a'.repeat(64)}`;
    const { json } = await machine.json('deploy', '--set', `carts=${pinned}`);
    expect(json.deployment.services.carts).toEqual({
      status: 'running',
      image: pinned,
      digest: `sha256:${'a'.repeat(64)}`,
    });
    expect((await machine.json('history', '--limit', '1')).json.deployments[0].services.carts.image).toBe(pinned);
  });

  test('after a verdict the commands that are named next do what they say', async () => {
    const next = (text: string) => [...text.matchAll(/`slipway ([^`]+)`/g)].map(([, words = '']) => words.split(' '));
    const said = [
      await machine.do('verdict', 'dev', 'fail'),
      await machine.do('verdict', 'dev', 'pass'),
      ...[await machine.do('deploy', '--set', 'carts=carts:2'), await machine.do('verdict', 'dev', 'fail')].slice(1),
    ];
    expect(said.flatMap(next)).toEqual([
      ['history', '--environment', 'dev'],
      ['sync', 'hardening'],
      ['rollback', 'dev'],
    ]);
    expect((await machine.run('rollback', 'dev')).code).toBe(0);
    await machine.do('sync', 'hardening');
    expect(next(await machine.do('verdict', 'hardening', 'pass'))).toEqual([
      ['why', expect.stringMatching(/^rel-/), '--environment', 'production'],
    ]);
  });

  test.each([
    ['deploy', '1', '--environment', 'hardening'],
    ['deploy', '--service', 'carts', '--set', 'carts=carts:9'],
    ['promote', '1', '--to', 'hardening'],
    ['sync', 'hardening'],
    ['rollback', 'dev', '--to', '1'],
    ['deploy', '1', '--environment', 'production'],
  ])('--dry-run of %s %s %s writes nothing at all', async (...words) => {
    machine.gitEmail = undefined;
    const before = machine.contents();
    const text = await machine.run(...words, '--dry-run');
    const { code, json } = await machine.json(...words, '--dry-run');
    expect(machine.contents()).toEqual(before);
    expect(text.code).toBe(code);
    expect(code).toBe(json.eligible ? 0 : 3);
    expect(json.deployment).toMatchObject({ id: null, status: 'planned', startedAt: null, finishedAt: null });
    expect(json.changed).toEqual(expect.any(Array));
    expect(text.out).toContain('nothing was written');
  });

  test('what stands there already is nothing to change, and no second deployment', async () => {
    const before = machine.contents();
    const { code, json } = await machine.json('deploy', '1');
    expect({ code, changed: json.changed, performed: json.performed }).toEqual({
      code: 0,
      changed: [],
      performed: false,
    });
    expect(machine.contents()).toEqual(before);
  });

  test('a refusal of the law ends with 3 and says every reason with what to do', async () => {
    const { code, json } = await machine.json('promote', '1', '--to', 'production');
    expect(code).toBe(3);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual(['NotYetInPreceding', 'ImageNotPinned']);
    for (const { hint } of json.errors) expect(hint).toContain('slipway ');
  });

  test('a deployment that fails ends with 1, is recorded, and the next attempt goes on', async () => {
    await machine.do('release', 'create', '--set', 'carts=carts:2');
    const apply = jest.spyOn(DirectoryTarget.prototype, 'apply').mockRejectedValue(new Error('no room'));
    const failed = await machine.json('deploy', '2');
    expect(failed).toMatchObject({
      code: 1,
      json: { deployment: { status: 'failed', message: expect.stringContaining('no room') } },
    });
    expect((await machine.json('status', 'dev')).json.environments[0].number).toBe(1);
    apply.mockRestore();
    expect((await machine.json('deploy', '2')).json.deployment.status).toBe('succeeded');
  });

  test('an outcome that cannot be found out ends with 6 and stays ongoing; others then wait with 4', async () => {
    await machine.do('release', 'create', '--set', 'carts=carts:2');
    const unknown = { state: 'unknown', artifacts: {}, at: '2026-11-20T09:30:00Z', message: 'no answer' } as never;
    const observe = jest.spyOn(DirectoryTarget.prototype, 'observe').mockResolvedValue(unknown);
    expect(await machine.json('deploy', '2')).toMatchObject({ code: 6, json: { deployment: { status: 'ongoing' } } });
    observe.mockRestore();

    const [{ ongoing, number }] = (await machine.json('status', 'dev')).json.environments;
    expect(number).toBe(1);
    expect(ongoing).toEqual([expect.objectContaining({ status: 'ongoing', number: 2, holder: 'here/1' })]);

    machine.identity = 'elsewhere/2';
    const busy = await machine.json('deploy', '1');
    expect(busy).toMatchObject({ code: 4, json: { error: { code: 'EnvironmentBusy' } } });
    expect((await machine.run('deploy', '1', '--dry-run')).code).toBe(4);

    expect((await machine.json('why', '1')).json.reasons).toMatchObject([{ code: 'EnvironmentBusy' }]);
    machine.gone = ['here/1'];
    // What explains and what acts ask the same question.
    expect((await machine.json('why', '1')).json).toMatchObject({ eligible: true });
    expect(await machine.json('deploy', '2')).toMatchObject({ code: 0, json: { deployment: { status: 'succeeded' } } });
  });

  test('verify says what differs from the record, and --exit-code makes exit codes of it', async () => {
    expect(await machine.json('verify', '--exit-code')).toMatchObject({
      code: 0,
      json: { environments: [{ id: 'dev', verdict: 'converged' }, { verdict: 'none' }, { verdict: 'none' }] },
    });
    const stack = '.slipway/sockshop/stacks/sockshop-dev.template.json';
    const good = machine.read(stack);
    machine.write(stack, good.replaceAll('carts:1', 'carts:99'));
    const drifted = await machine.json('verify', 'dev', '--exit-code');
    expect(drifted.code).toBe(5);
    expect(drifted.json.environments[0].services.carts).toMatchObject({ expected: 'carts:1', found: 'carts:99' });
    expect((await machine.run('verify', 'dev')).code).toBe(0);
    machine.write(stack, 'not a template');
    expect((await machine.json('preview', '1')).json.error.code).toBe('StackNotReadable');
    const unknown = { state: 'unknown', artifacts: {}, at: '2026-11-20T09:30:00Z' } as never;
    jest.spyOn(DirectoryTarget.prototype, 'observe').mockResolvedValue(unknown);
    expect((await machine.json('verify', 'dev', '--exit-code')).code).toBe(6);
  });

  test('preview names services, resources and risks', async () => {
    await machine.do('release', 'create', '--set', 'carts=carts:2');
    const { json } = await machine.json('preview', '2', '--environment', 'dev');
    expect(json).toMatchObject({
      release: expect.stringMatching(/^rel-/),
      environment: 'dev',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      services: [{ service: 'carts', from: 'carts:1', to: 'carts:2' }],
    });
    expect(json.resources).toContainEqual(
      expect.objectContaining({
        logicalId: expect.any(String),
        type: 'AWS::ECS::TaskDefinition',
        change: 'update',
        replacement: 'yes',
      }),
    );
    expect(json.risks).toEqual([expect.objectContaining({ code: 'NotPinned' })]);
    const wide = (await machine.do('preview', '2')).split('\n').filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });

  test('rollback goes back to what was verified, and nothing verified is a refusal', async () => {
    await machine.do('deploy', '--set', 'carts=carts:2');
    const { code, json } = await machine.json('rollback', 'dev', '--reason', 'slow');
    expect({ code, changed: json.changed }).toEqual({ code: 0, changed: ['carts'] });
    expect(json.deployment).toMatchObject({ kind: 'rollback', reason: 'slow', number: 1 });
    expect((await machine.run('rollback', 'hardening')).code).toBe(3);
  });

  describe('at a terminal', () => {
    test('a question is asked after showing the change, and a no does nothing at all', async () => {
      const before = machine.contents();
      machine.answer = false;
      const { code, err } = await machine.run('deploy', '--service', 'carts', '--set', 'carts=carts:2');
      expect(err).toMatch(/^This will deploy release 2 to dev:\n {2}carts:1 {2}--> carts:2\n/);
      expect(machine.questions).toEqual(['Do you wish to continue?']);
      expect({ code, after: machine.contents() }).toEqual({ code: 1, after: before });
    });

    test('a yes goes on', async () => {
      machine.answer = true;
      expect((await machine.run('deploy', '--set', 'carts=carts:2')).code).toBe(0);
    });

    test.each([['--yes'], ['--json'], ['--dry-run']])('with %s none is asked', async (option) => {
      machine.answer = false;
      expect((await machine.run('deploy', '--set', 'carts=carts:2', option)).code).toBe(0);
      expect(machine.questions).toEqual([]);
    });

    test('none is asked where nothing would change or the law refuses', async () => {
      machine.answer = false;
      expect((await machine.run('deploy', '1')).code).toBe(0);
      expect((await machine.run('promote', '1', '--to', 'production')).code).toBe(3);
      expect(machine.questions).toEqual([]);
    });
  });
});
