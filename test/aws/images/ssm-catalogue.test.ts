import type { SSM } from '@aws-sdk/client-ssm';
import type { ArtifactKey, Label, ProjectId } from '../../../lib/ids.js';
import { assignImages, type ImageCatalogue, SsmCatalogue } from '../../../lib/images/index.js';
import { SlipwayError } from '../../../lib/problem.js';
import { catalogueConformance } from '../../images/catalogue-conformance.js';
import { readFixture } from '../../images/fixture.js';
import { serviceSet } from '../../images/service-set.js';
import { describeAws, describeEmulator } from '../emulator/index.js';
import { images, latest, manyImages, newProject, type OnWire, startOnWire, tim, tom } from './on-wire.js';

const carts = 'carts' as ArtifactKey;

let wire: OnWire;
let ssm: SSM;
let catalogue: SsmCatalogue;
let project: ProjectId;

async function failure(action: Promise<unknown>): Promise<SlipwayError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SlipwayError) return error;
  throw error ?? new Error('it was accepted');
}

/** A catalogue in which all projects have names that nobody else has: parameters outlive a test. */
function inProjectsOf(prefix: string, catalogue: ImageCatalogue): ImageCatalogue {
  const own = (id: ProjectId) => (/^\w+$/.test(id) ? (`${prefix}-${id}` as ProjectId) : id);
  return {
    read: (id, ...rest) => catalogue.read(own(id), ...rest),
    labels: (id) => catalogue.labels(own(id)),
    publish: (id, ...rest) => catalogue.publish(own(id), ...rest),
    history: (id, ...rest) => catalogue.history(own(id), ...rest),
  };
}

/** Writes parameters as somebody else would. */
async function write(
  parameters: Record<string, string>,
  type: 'String' | 'SecureString' = 'String',
  description?: string,
) {
  for (const [Name, Value] of Object.entries(parameters))
    await ssm.putParameter({
      Name,
      Value,
      Type: type,
      Overwrite: true,
      ...(description === undefined ? {} : { Description: description }),
    });
}

async function read(name: string) {
  return (await ssm.getParameter({ Name: name })).Parameter;
}

function plain(labelled: object): Record<string, string> {
  return Object.fromEntries(Object.entries(labelled).map(([artifact, { image }]) => [artifact, image]));
}

describeAws('SSM as a catalogue of images', () => {
  beforeAll(async () => {
    wire = await startOnWire();
    ssm = await wire.aws.clients.ssm();
  });
  afterAll(() => wire?.stop());

  beforeEach(async () => {
    wire.proxy.calm();
    catalogue = new SsmCatalogue(wire.clients().ssm);
    project = newProject();
    wire.proxy.forget();
  });

  catalogueConformance(
    'SSM',
    async () => {
      const { ssm: ours } = wire.clients();
      const own = newProject();
      return { open: () => inProjectsOf(own, new SsmCatalogue(ours)), close: async () => {} };
    },
    { time: 'storage' },
  );

  describe('a parameter that is published', () => {
    test('lies where its users know it, says who published it from where, and is a String', async () => {
      const by = { ...tim, origin: { kind: 'ci', service: 'github-actions', run: '71' } } as const;
      await catalogue.publish(project, latest, images({ archivist: 'archivist:1', 'web/nginx': 'nginx:1' }), by);
      expect(await read(`/${project}/images/latest/web/nginx`)).toMatchObject({ Value: 'nginx:1' });
      expect(await read(`/${project}/images/latest/archivist`)).toMatchObject({ Value: 'archivist:1', Type: 'String' });
      const { Parameters } = await ssm.getParameterHistory({ Name: `/${project}/images/latest/archivist` });
      expect(Parameters?.[0]?.Description).toBe(
        'Published with Slipway by {"actor":"tim@example.com","origin":{"kind":"ci","service":"github-actions","run":"71"}}',
      );
    });

    test('has a description that SSM takes, however long the names are', async () => {
      for (const actor of ['x'.repeat(900), 'é"\\\n'.repeat(2000)]) {
        const by = { ...tim, actor, origin: { kind: 'ci', service: 'ci', run: 'r'.repeat(500) } } as const;
        await catalogue.publish(project, latest, images({ carts: `carts:${actor.length}` }), by);
        const { Parameters = [] } = await ssm.getParameterHistory({ Name: `/${project}/images/latest/carts` });
        expect(Parameters.at(-1)?.Description?.length).toBeLessThanOrEqual(1024);
        const [newest] = await catalogue.history(project, latest, carts);
        expect(actor.startsWith(newest?.actor.replace(/\.\.\.$/, '') ?? '-')).toBe(true);
        expect(newest?.actor.length).toBeGreaterThan(500);
      }
    });

    test('is the next version after one that somebody else wrote', async () => {
      await write({ [`/${project}/images/latest/carts`]: 'carts:1' });
      expect(await catalogue.publish(project, latest, images({ carts: 'carts:2' }), tim)).toMatchObject({
        carts: { image: 'carts:2', version: 2 },
      });
    });

    test('is refused where SSM would not take it, and nothing is called', async () => {
      const long = `${'registry.'.repeat(500)}com/carts:1`;
      const tooLong = await failure(catalogue.publish(project, latest, images({ carts: long, orders: 'o:1' }), tim));
      expect(tooLong).toMatchObject({ kind: 'input', problems: [{ code: 'InvalidImage' }] });
      for (const name of ['aws-shop', 'SSMshop']) {
        const reserved = await failure(catalogue.publish(name as ProjectId, latest, images({ carts: 'c:1' }), tim));
        expect(reserved).toMatchObject({ kind: 'input', problems: [{ code: 'InvalidParameterName' }] });
        expect(await failure(catalogue.read(name as ProjectId, latest))).toMatchObject({ kind: 'input' });
        expect(await failure(catalogue.labels(name as ProjectId))).toMatchObject({ kind: 'input' });
      }
      expect(wire.proxy.calls()).toEqual([]);
    });
  });

  describe('parameters that others wrote', () => {
    test('are read as they are: a scheme is dropped, and what is no image’s name is left out', async () => {
      const root = `/${project}/images`;
      await write({
        [`${root}/latest/hatching`]: 'http://example.com/images/hatching/00001',
        [`${root}/latest/a/b/c`]: 'too:deep',
        [`/${project}/deployments/prod`]: '{}',
        [`${root}/stable/feeding`]: 'feeding:1',
      });
      expect(plain(await catalogue.read(project, latest))).toEqual({ hatching: 'example.com/images/hatching/00001' });
      expect(await catalogue.labels(project)).toEqual(['latest', 'stable']);
      const again = await catalogue.publish(
        project,
        latest,
        images({ hatching: 'http://example.com/images/hatching/00001' }),
        tim,
      );
      expect(again).toMatchObject({ hatching: { version: 1 } });
    });

    test('that hold no image are told by name, all of them, and only where they are asked for', async () => {
      const root = `/${project}/images/latest`;
      await write({ [`${root}/carts`]: 'carts:1', [`${root}/orders`]: 'to be done' });
      await write({ [`${root}/secret`]: 'secret:1' }, 'SecureString');
      const error = await failure(catalogue.read(project, latest));
      expect(error.kind).toBe('failed');
      expect(error.problems.map(({ code, message }) => [code, message])).toEqual([
        [
          'UnreadableParameter',
          expect.stringContaining(`"${root}/orders" holds no image: "to be done" is not an image`),
        ],
        ['UnreadableParameter', `parameter "${root}/secret" holds no image: it is a SecureString and not a String`],
      ]);
      expect(plain(await catalogue.read(project, latest, [carts]))).toEqual({ carts: 'carts:1' });
      const over = await failure(catalogue.publish(project, latest, images({ secret: 'secret:2' }), tim));
      expect(over.problems[0]?.code).toBe('UnreadableParameter');
      expect((await read(`${root}/secret`))?.Type).toBe('SecureString');
    });

    test('are in the history with whoever SSM says wrote them, and without placeholders', async () => {
      const name = `/${project}/images/latest/carts`;
      await write({ [name]: 'to be done' });
      await write({ [name]: 'carts:1' }, 'String', 'Docker image URL; auto-managed by somebody');
      await catalogue.publish(project, latest, images({ carts: 'carts:2' }), tom);
      expect(await catalogue.history(project, latest, carts)).toMatchObject([
        { image: 'carts:2', version: 3, actor: tom.actor },
        { image: 'carts:1', version: 2, actor: expect.not.stringContaining(tom.actor) },
      ]);
    });
  });

  describeEmulator('parameters of a real project', () => {
    test('are all understood, and publishing them again writes nothing', async () => {
      const parameters = readFixture<{ name: string; value: string }[]>('images/storage_parameters.json') ?? [];
      await write(Object.fromEntries(parameters.map(({ name, value }) => [name, value])));
      const storage = 'storage' as ProjectId;
      const labels = await catalogue.labels(storage);
      const expected = new Set(parameters.map(({ name }) => name.split('/')[3]));
      expect(labels).toEqual([...expected].sort());
      wire.proxy.forget();
      for (const label of labels) {
        const there = await catalogue.read(storage, label);
        const prefix = `/storage/images/${label}/`;
        const written = parameters.filter(({ name }) => name.startsWith(prefix));
        expect(plain(there)).toEqual(
          Object.fromEntries(written.map(({ name, value }) => [name.slice(prefix.length), value])),
        );
        await catalogue.publish(storage, label, plain(there), tim);
      }
      expect(wire.proxy.counts()).not.toHaveProperty('ssm:PutParameter');
    });
  });

  describe('a history', () => {
    test('is read page by page, newest first, as far as SSM keeps it', async () => {
      for (let version = 1; version <= 104; version++)
        await write({ [`/${project}/images/latest/carts`]: `carts:${version}` });
      const history = await catalogue.history(project, latest, carts);
      expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, index) => 104 - index));
      expect(history[0]?.image).toBe('carts:104');
    });
  });

  describeEmulator('the literal rows of hatching and feeding', () => {
    const bugfarm = 'bugfarm_73649' as ProjectId;
    const set = serviceSet({ hatching: 'images/hatching', feeding: 'images/feeding' });
    const rows = [
      'hatching=http://example.com/images/hatching/00001',
      'feeding=http://example.com/images/feeding/00001',
    ];

    test('are published, lie under their literal keys, and are read again', async () => {
      await catalogue.publish(bugfarm, latest, assignImages(set, rows), tim);
      expect((await read('/bugfarm_73649/images/latest/hatching'))?.Value).toBe('example.com/images/hatching/00001');
      expect((await read('/bugfarm_73649/images/latest/feeding'))?.Value).toBe('example.com/images/feeding/00001');
    });

    test('are read as they stand in SSM, with their scheme', async () => {
      await write({
        '/bugfarm_73649/images/v2-branch/hatching': 'http://example.com/images/hatching/00001',
        '/bugfarm_73649/images/v2-branch/feeding': 'http://example.com/images/feeding/00001',
      });
      expect(plain(await catalogue.read(bugfarm, 'v2-branch' as Label))).toEqual({
        feeding: 'example.com/images/feeding/00001',
        hatching: 'example.com/images/hatching/00001',
      });
    });
  });

  describe('the calls', () => {
    test('of reading a hundred known images are ten', async () => {
      const all = manyImages(100, '1');
      await catalogue.publish(project, latest, all, tim);
      wire.proxy.forget();
      expect(Object.keys(await catalogue.read(project, latest, Object.keys(all) as ArtifactKey[]))).toHaveLength(100);
      expect(wire.proxy.counts()).toEqual({ 'ssm:GetParameters': 10 });
    });

    test('of publishing a hundred images are ten, and one for each that changed', async () => {
      const all = manyImages(100, '1');
      await catalogue.publish(project, latest, all, tim);
      wire.proxy.forget();
      await catalogue.publish(project, latest, all, tom);
      expect(wire.proxy.counts()).toEqual({ 'ssm:GetParameters': 10 });
      wire.proxy.forget();
      const three = { ...all, ...images({ 'service-07': 'a:2', 'service-42': 'b:2', 'service-99': 'c:2' }) };
      await catalogue.publish(project, latest, three, tom);
      expect(wire.proxy.counts()).toEqual({ 'ssm:GetParameters': 10, 'ssm:PutParameter': 3 });
    });

    test('write three parameters at once and never more', async () => {
      let under = 0;
      let most = 0;
      wire.proxy.before({ name: 'ssm:PutParameter', times: Infinity }, async () => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, 20));
        under--;
        return 'go on';
      });
      await catalogue.publish(project, latest, manyImages(12, '1'), tim);
      expect(most).toBe(3);
    });
  });
});
