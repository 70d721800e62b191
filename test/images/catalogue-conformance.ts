import { type ArtifactKey, type Instant, type Label, type ProjectId, parseInstant } from '../../lib/ids';
import type { ImageCatalogue, ImageVersion, LabelledImage, LabelledImages, Signature } from '../../lib/images';
import { SlipwayError } from '../../lib/problem';

/** A storage for one test, with any number of catalogues that look at it. */
export interface CatalogueStorage {
  /** A catalogue over the storage, as another process would have its own. */
  open(): ImageCatalogue;
  /** Throws the storage away. */
  close(): Promise<void>;
}

/** What catalogues may differ in. */
export interface CatalogueTraits {
  /** Whose time a version has: that of the signature, or that of the storage. Default: that of the signature. */
  readonly time?: 'signature' | 'storage';
}

const project = 'sockshop' as ProjectId;
const latest = 'latest' as Label;
const carts = 'carts' as ArtifactKey;
const web = 'web/app' as ArtifactKey;

const tim: Signature = { actor: 'tim@example.com', at: '2026-11-20T09:00:00Z' as Instant };
const tom: Signature = { actor: 'tom@example.com', at: '2026-11-20T10:00:00Z' as Instant };

/** Equal to any text that is an instant. */
const anInstant = {
  asymmetricMatch: (value: unknown) => typeof value === 'string' && parseInstant(value) !== undefined,
  toString: () => 'an instant',
} as unknown as Instant;

function images(entries: Record<string, string>): Readonly<Record<ArtifactKey, string>> {
  return entries as Record<ArtifactKey, string>;
}

function plain(labelled: LabelledImages): Record<string, string> {
  return Object.fromEntries(Object.entries(labelled).map(([artifact, { image }]) => [artifact, image]));
}

/** What every catalogue promises, whatever it keeps its images in. */
export function catalogueConformance(
  name: string,
  makeStorage: () => Promise<CatalogueStorage>,
  { time = 'signature' }: CatalogueTraits = {},
): void {
  /** A label's image as it is told, when it was published with that signature. */
  function labelled(image: string, version: number, { at }: Signature): LabelledImage {
    return { image, version, at: time === 'signature' ? at : anInstant };
  }

  /** The same as the history tells it. */
  function recorded(image: string, version: number, by: Signature): ImageVersion {
    const { at: _, ...publisher } = by;
    return { ...labelled(image, version, by), ...publisher };
  }

  describe(`the ${name} catalogue`, () => {
    let storage: CatalogueStorage;
    beforeEach(async () => {
      storage = await makeStorage();
    });
    afterEach(() => storage.close());

    test('knows nothing at first', async () => {
      const catalogue = storage.open();
      expect(await catalogue.read(project, latest)).toEqual({});
      expect(await catalogue.labels(project)).toEqual([]);
      expect(await catalogue.history(project, latest, carts)).toEqual([]);
    });

    test('answers with what was published, and when', async () => {
      const published = await storage.open().publish(project, latest, images({ carts: 'carts:0.10.1' }), tim);
      expect(published).toEqual({ carts: labelled('carts:0.10.1', 1, tim) });
      expect(await storage.open().read(project, latest)).toEqual({ carts: labelled('carts:0.10.1', 1, tim) });
    });

    test('tells in the history who published, and from where', async () => {
      const signatures: Signature[] = [
        tim,
        { ...tom, origin: { kind: 'local' } },
        { ...tim, actor: 'Tim, "in" {haste} – 急', origin: { kind: 'ci', service: 'github-actions', run: '71' } },
      ];
      for (const [index, by] of signatures.entries())
        await storage.open().publish(project, latest, images({ carts: `carts:${index}` }), by);
      const told = signatures.map((by, index) => recorded(`carts:${index}`, index + 1, by));
      expect(await storage.open().history(project, latest, carts)).toEqual(told.reverse());
    });

    test('reads only what is asked for', async () => {
      const all = { carts: 'carts:1', orders: 'orders:1', web: 'web:1', 'web/app': 'app:1' };
      await storage.open().publish(project, latest, images(all), tim);
      const asked = ['web/app', 'orders', 'orders', 'shipping', 'constructor', '../latest/carts', 'a/b/c'];
      const found = await storage.open().read(project, latest, asked as ArtifactKey[]);
      expect(plain(found)).toEqual({ orders: 'orders:1', 'web/app': 'app:1' });
      expect(Object.keys(found)).toEqual(['orders', 'web/app']);
      expect(await storage.open().read(project, latest, [])).toEqual({});
      expect(await storage.open().read(project, 'stable' as Label, asked as ArtifactKey[])).toEqual({});
    });

    test('tells of any number of images', async () => {
      const many = Object.fromEntries(
        Array.from({ length: 43 }, (_, index) => [`service-${index + 10}`, `image:${index}`]),
      );
      await storage.open().publish(project, latest, images(many), tim);
      expect(plain(await storage.open().read(project, latest))).toEqual(many);
      expect(plain(await storage.open().read(project, latest, Object.keys(many) as ArtifactKey[]))).toEqual(many);
    });

    test('counts versions for each artifact, and keeps all of them', async () => {
      const catalogue = storage.open();
      await catalogue.publish(project, latest, images({ carts: 'carts:1', 'web/app': 'web:1' }), tim);
      await catalogue.publish(project, latest, images({ carts: 'carts:2' }), tom);
      expect(await catalogue.read(project, latest)).toEqual({
        carts: labelled('carts:2', 2, tom),
        'web/app': labelled('web:1', 1, tim),
      });
      expect(await catalogue.history(project, latest, carts)).toEqual([
        recorded('carts:2', 2, tom),
        recorded('carts:1', 1, tim),
      ]);
      expect(await catalogue.history(project, latest, web)).toHaveLength(1);
    });

    test('answers only for the artifacts that were published', async () => {
      const catalogue = storage.open();
      await catalogue.publish(project, latest, images({ carts: 'carts:1', orders: 'orders:1' }), tim);
      expect(plain(await catalogue.publish(project, latest, images({ orders: 'orders:2' }), tim))).toEqual({
        orders: 'orders:2',
      });
    });

    test('adds no version for what a label points at already, and keeps who was first', async () => {
      const catalogue = storage.open();
      await catalogue.publish(project, latest, images({ carts: 'carts:1' }), tim);
      const again = await storage.open().publish(project, latest, images({ carts: 'docker://carts:1' }), tom);
      expect(again).toEqual({ carts: labelled('carts:1', 1, tim) });
      expect(await catalogue.history(project, latest, carts)).toEqual([recorded('carts:1', 1, tim)]);
    });

    test('lets a label go back to an image that it pointed at before', async () => {
      const catalogue = storage.open();
      for (const image of ['carts:1', 'carts:2', 'carts:1'])
        await catalogue.publish(project, latest, images({ carts: image }), tim);
      expect((await catalogue.history(project, latest, carts)).map(({ image }) => image)).toEqual([
        'carts:1',
        'carts:2',
        'carts:1',
      ]);
    });

    test('keeps projects, labels, services and their containers apart', async () => {
      const catalogue = storage.open();
      const other = 'other' as ProjectId;
      await catalogue.publish(
        project,
        latest,
        images({ web: 'web:1', 'web/app': 'app:1', 'web/web': 'web-web:1' }),
        tim,
      );
      await catalogue.publish(project, 'stable' as Label, images({ web: 'web:2' }), tim);
      await catalogue.publish(other, latest, images({ web: 'web:3' }), tim);
      expect(plain(await catalogue.read(project, latest))).toEqual({
        web: 'web:1',
        'web/app': 'app:1',
        'web/web': 'web-web:1',
      });
      expect(plain(await catalogue.read(project, 'stable' as Label))).toEqual({ web: 'web:2' });
      expect(plain(await catalogue.read(other, latest))).toEqual({ web: 'web:3' });
    });

    test('lists labels and artifacts sorted, in whatever order they came', async () => {
      const catalogue = storage.open();
      for (const label of ['v2-branch', 'Zeta', 'latest', 'stable'])
        await catalogue.publish(project, label as Label, images({ orders: 'orders:1', carts: 'carts:1' }), tim);
      expect(await catalogue.labels(project)).toEqual(['Zeta', 'latest', 'stable', 'v2-branch']);
      expect(Object.keys(await catalogue.read(project, latest))).toEqual(['carts', 'orders']);
    });

    test('writes images in their normal form', async () => {
      const published = await storage
        .open()
        .publish(project, latest, images({ carts: 'https://Example.com/carts:1' }), tim);
      expect(plain(published)).toEqual({ carts: 'example.com/carts:1' });
    });

    test('takes ids that JavaScript uses itself', async () => {
      await storage.open().publish(project, 'constructor' as Label, images({ constructor: 'carts:1' }), tim);
      expect(plain(await storage.open().read(project, 'constructor' as Label))).toEqual({ constructor: 'carts:1' });
      expect(await storage.open().history(project, latest, 'constructor' as ArtifactKey)).toEqual([]);
    });

    test('refuses all that is wrong at once, and then records nothing', async () => {
      const catalogue = storage.open();
      const wrong = images({ carts: 'carts:1', orders: 'Orders:1', 'web/app/more': 'web:1', '../up': 'up:1' });
      const refusal = await catalogue.publish(project, 'a/b' as Label, wrong, tim).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(SlipwayError);
      expect((refusal as SlipwayError).kind).toBe('input');
      expect((refusal as SlipwayError).problems.map(({ code }) => code)).toEqual([
        'InvalidLabel',
        'InvalidArtifact',
        'InvalidImage',
        'InvalidArtifact',
      ]);
      expect(await catalogue.labels(project)).toEqual([]);
    });

    test('finds nothing under names that cannot exist', async () => {
      await storage.open().publish(project, latest, images({ carts: 'carts:1' }), tim);
      expect(await storage.open().read(project, '../images/latest' as Label)).toEqual({});
      expect(await storage.open().read('..' as ProjectId, latest)).toEqual({});
      expect(await storage.open().labels('' as ProjectId)).toEqual([]);
      expect(await storage.open().history(project, latest, '../latest/carts' as ArtifactKey)).toEqual([]);
    });

    test('publishes nothing where there is nothing to publish', async () => {
      expect(await storage.open().publish(project, latest, {}, tim)).toEqual({});
      expect(await storage.open().labels(project)).toEqual([]);
    });

    test('loses no update of publishers that work at the same time', async () => {
      const publishers = Array.from({ length: 12 }, (_, index) => index);
      await Promise.all(
        publishers.map((index) => storage.open().publish(project, latest, images({ carts: `carts:${index}` }), tim)),
      );
      const history = await storage.open().history(project, latest, carts);
      expect(history.map(({ version }) => version)).toEqual(publishers.map((index) => 12 - index));
      expect(history.map(({ image }) => image).sort()).toEqual(publishers.map((index) => `carts:${index}`).sort());
    });
  });
}
