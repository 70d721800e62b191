import fc from 'fast-check';
import type { ArtifactKey, Digest, EnvironmentId, Instant, Label, ProjectId, ServiceSetId } from '../../lib/ids';
import type { LabelledImages } from '../../lib/images';
import {
  makeRelease,
  missingArtifacts,
  type ReleaseBase,
  type ReleaseRequest,
  releaseId,
  surplusArtifacts,
  unpinnedArtifacts,
  unresolvedImages,
} from '../../lib/release';
import { codesOf, problemsOf } from '../images/problems-of';
import { serviceSet } from '../images/service-set';
import { images, release, sockshop } from './releases';

const shop = serviceSet({ carts: 'carts', 'carts-db': 'carts-db', web: { app: 'web-app', nginx: undefined } });
const all = { carts: 'carts:1', 'carts-db': 'carts-db:1', 'web/app': 'web-app:1', 'web/nginx': 'nginx:1' };
const DIGEST_A = `sha256:${'a'.repeat(64)}`;
const DIGEST_B = `sha256:${'b'.repeat(64)}`;

function label(entries: Record<string, string>, version = 3): ReleaseBase {
  const labelled = Object.entries(entries).map(([artifact, image]) => [
    artifact,
    { image, version, at: '2026-11-20T09:00:00Z' as Instant },
  ]);
  return { kind: 'label', label: 'latest' as Label, images: Object.fromEntries(labelled) as LabelledImages };
}

function make(request: Omit<ReleaseRequest, 'project' | 'serviceSet'>) {
  return makeRelease({ project: sockshop, serviceSet: shop, ...request });
}

function plain(made: ReturnType<typeof makeRelease>): Record<string, string> {
  return Object.fromEntries(Object.entries(made.content.images).map(([artifact, { image }]) => [artifact, image]));
}

describe('a release from a label', () => {
  test('takes what the label points at, and says which version of it', () => {
    const made = make({ base: label(all) });
    expect(plain(made)).toEqual(all);
    expect(made.id).toBe(releaseId(made.content));
    expect(made.sources['carts' as ArtifactKey]).toEqual({ kind: 'label', label: 'latest', version: 3 });
    expect(made).toMatchObject({ carriedOver: [], dropped: [] });
  });

  test('takes an explicit choice first', () => {
    const made = make({ base: label(all), choices: images({ carts: 'carts:2' }) });
    expect(plain(made)).toEqual({ ...all, carts: 'carts:2' });
    expect(made.sources['carts' as ArtifactKey]).toEqual({ kind: 'explicit' });
  });

  test('carries over what the label does not have, and says so', () => {
    const before = release({ ...all, 'carts-db': 'carts-db:0' });
    const { 'carts-db': _, ...rest } = all;
    const made = make({ base: label(rest), carryFrom: before });
    expect(plain(made)).toEqual({ ...all, 'carts-db': 'carts-db:0' });
    expect(made.carriedOver).toEqual(['carts-db']);
    expect(made.sources['carts-db' as ArtifactKey]).toEqual({ kind: 'carried-over', release: before.id });
  });

  test('never prefers the earlier release to the label', () => {
    const made = make({ base: label(all), carryFrom: release({ ...all, carts: 'carts:0' }) });
    expect(plain(made)).toEqual(all);
    expect(made.carriedOver).toEqual([]);
  });

  test('drops what the set does not have any more, and says so', () => {
    const made = make({ base: label({ ...all, orders: 'orders:1', 'a/b': 'x:1' }) });
    expect(plain(made)).toEqual(all);
    expect(made.dropped).toEqual(['a/b', 'orders']);
  });

  test('is refused with every service that no image is known for', () => {
    const problems = problemsOf(() => make({ base: label({ carts: 'carts:1' }) }));
    expect(problems.map(({ code }) => code)).toEqual(['MissingImage', 'MissingImage', 'MissingImage']);
    expect(problems[0]?.message).toBe(
      'no image is known for carts-db, which a release of service set main must cover; label latest has none',
    );
  });

  test('is refused where nothing was published under it, even if all could be carried over', () => {
    expect(codesOf(() => make({ base: label({}), carryFrom: release(all) }))).toEqual(['EmptyLabel']);
    expect(plain(make({ base: label({}), choices: images(all) }))).toEqual(all);
  });

  test('is refused where the label holds the image of another service', () => {
    const [problem] = problemsOf(() => make({ base: label({ ...all, carts: 'example.com/carts-db:1' }) }));
    expect(problem?.code).toBe('WrongRepository');
    expect(problem?.message).toContain('(from label latest, version 3)');
  });
});

describe('a release from a release', () => {
  const before = release(all);

  test('says where every image came from', () => {
    const fromRelease = make({ base: { kind: 'release', release: before } });
    expect(fromRelease.sources['carts' as ArtifactKey]).toEqual({ kind: 'release', release: before.id });
    const dev = 'dev' as EnvironmentId;
    const fromEnvironment = make({ base: { kind: 'environment', environment: dev, release: before } });
    expect(fromEnvironment.sources['carts' as ArtifactKey]).toEqual({
      kind: 'environment',
      environment: 'dev',
      release: before.id,
    });
  });

  test('is that very release where nothing else is chosen, from wherever it comes', () => {
    expect(make({ base: { kind: 'release', release: before } }).id).toBe(before.id);
    expect(make({ base: label(all, 1) }).id).toBe(before.id);
    expect(make({ choices: images(all) }).id).toBe(before.id);
    expect(make({ choices: images({ carts: 'carts:1' }), carryFrom: before }).id).toBe(before.id);
  });

  test('keeps a commit that was recorded and that the reference does not show', () => {
    const recorded = { ...before.images, carts: { image: 'carts:1', releaseHash: 'abcdef0' } };
    const imported = { ...before, images: recorded };
    const made = make({ base: { kind: 'release', release: { ...imported, id: releaseId(imported) } } });
    expect(made.id).toBe(releaseId(imported));
  });

  test('is refused where that one is of another project or of another service set', () => {
    const foreign = [
      release(all, { project: 'example' as ProjectId }),
      release(all, { serviceSet: 'api' as ServiceSetId }),
    ];
    for (const other of foreign) {
      expect(codesOf(() => make({ base: { kind: 'release', release: other } }))).toEqual(['ForeignRelease']);
      expect(codesOf(() => make({ base: label(all), carryFrom: other }))).toEqual(['ForeignRelease']);
    }
  });
});

describe('explicit choices', () => {
  test('for what the set does not have are refused, not dropped', () => {
    const choices = images({ card: 'carts:1', constructor: 'x:1' });
    expect(codesOf(() => make({ base: label(all), choices }))).toEqual(['UnknownService', 'UnknownService']);
  });

  test('are refused together with everything else that is wrong', () => {
    const choices = images({ carts: 'web-app:1', 'carts-db': 'Carts:1', orders: 'orders:1' });
    expect(codesOf(() => make({ choices }))).toEqual([
      'WrongRepository',
      'InvalidImage',
      'UnknownService',
      'MissingImage',
      'MissingImage',
    ]);
  });
});

describe('one commit of one repository', () => {
  const verifiers = serviceSet({ primary: 'verifier', azure: 'verifier', other: 'other' });

  function makeVerifiers(primary: string, azure: string, other: string) {
    const choices = images({ primary, azure, other });
    return makeRelease({ project: sockshop, serviceSet: verifiers, choices });
  }

  test('may not stand for two digests', () => {
    const attempt = () =>
      makeVerifiers(
        `verifier:ref.ea19a75@${DIGEST_A}`,
        `verifier:ref.ea19a75@${DIGEST_B}`,
        `other:ref.ea19a75@${DIGEST_B}`,
      );
    const [problem, ...others] = problemsOf(attempt);
    expect(others).toEqual([]);
    expect(problem?.code).toBe('AmbiguousReleaseHash');
    expect(problem?.message).toBe('azure and primary have different digests of verifier, both for commit ea19a75');
  });

  test('may serve several services, and other repositories and commits differ as they like', () => {
    expect(() =>
      makeVerifiers(
        `verifier:ref.ea19a75@${DIGEST_A}`,
        `verifier:ref.ea19a75@${DIGEST_A}`,
        `other:ref.ea19a75@${DIGEST_B}`,
      ),
    ).not.toThrow();
    expect(() => makeVerifiers(`verifier:1.0@${DIGEST_A}`, `verifier:1.0@${DIGEST_B}`, 'other')).not.toThrow();
  });
});

describe('a commit that the record knows', () => {
  const before = release({ carts: `carts:ref.ea19a75@${DIGEST_A}`, 'carts-db': 'carts-db:1' }, { number: 7 });
  const made = (carts: string, recorded = [before]) =>
    make({ choices: images({ ...all, carts }), recorded: recorded.values() });

  test('may not stand for another digest in a later release', () => {
    const [problem, ...others] = problemsOf(() => made(`carts:sha-ea19a75@${DIGEST_B}`));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'AmbiguousReleaseHash',
      message: `carts has ${DIGEST_B} of carts for commit ea19a75, for which release 7 (${before.id}) has ${DIGEST_A}`,
      hint: expect.stringContaining(`--set carts=carts:ref.ea19a75@${DIGEST_A}`),
    });
  });

  test('is told of the first release that has it, in whatever order they come', () => {
    const later = { ...before, number: 9 };
    for (const recorded of [
      [later, before],
      [before, later],
    ])
      expect(problemsOf(() => made(`carts:ref.ea19a75@${DIGEST_B}`, recorded))[0]?.message).toContain('release 7 ');
  });

  test('may be released again with its digest, and other commits and repositories are free', () => {
    for (const carts of [
      `carts:ref.ea19a75@${DIGEST_A}`,
      `carts:ref.ea19a76@${DIGEST_B}`,
      `example.com/carts:ref.ea19a75@${DIGEST_B}`,
      'carts:ref.ea19a75',
      `carts:1.0@${DIGEST_B}`,
    ])
      expect(() => made(carts)).not.toThrow();
  });

  test('that has two digests in the record already keeps nobody from going on with either', () => {
    const other = release({ carts: `carts:ref.ea19a75@${DIGEST_B}` }, { number: 8 });
    for (const digest of [DIGEST_A, DIGEST_B])
      expect(() => made(`carts:ref.ea19a75@${digest}`, [before, other])).not.toThrow();
  });
});

describe('what registries say of the images', () => {
  const registered = new Map<string, Digest | 'absent'>([
    ['carts:2', DIGEST_A as Digest],
    ['web-app:1', 'absent'],
    ['carts-db:ref.ea19a75', DIGEST_B as Digest],
  ]);

  test('pins them, and their tags stay', () => {
    const choices = images({ ...all, carts: 'carts:2', 'web/app': 'web-app:2' });
    const { content } = make({ choices, registered });
    expect(content.images).toMatchObject({
      carts: { image: `carts:2@${DIGEST_A}`, digest: DIGEST_A },
      'carts-db': { image: 'carts-db:1' },
    });
    expect(unpinnedArtifacts(content)).toEqual(['carts-db', 'web/app', 'web/nginx']);
  });

  test('keeps the commit that a tag names', () => {
    const { content } = make({
      choices: images({ ...all, 'carts-db': 'carts-db:ref.ea19a75', 'web/app': 'web-app:2' }),
      registered,
    });
    expect(content.images['carts-db' as ArtifactKey]).toEqual({
      image: `carts-db:ref.ea19a75@${DIGEST_B}`,
      digest: DIGEST_B,
      releaseHash: 'ea19a75',
    });
  });

  test('is told together with everything else that is wrong', () => {
    const { 'web/nginx': _, ...rest } = all;
    const problems = problemsOf(() => make({ base: label({ ...rest, carts: 'other:1' }), registered }));
    expect(problems.map(({ code }) => code)).toEqual(['WrongRepository', 'ImageNotInRegistry', 'MissingImage']);
    expect(problems[1]?.message).toBe(
      'image web-app:1 of web/app is not in its registry (from label latest, version 3)',
    );
  });

  test('changes nothing about what another release has', () => {
    const before = release(all);
    expect(make({ base: { kind: 'release', release: before }, registered }).id).toBe(before.id);
  });

  test('is of no use where they were pinned: nobody is asked about those, nor about what does not fit or is not taken', () => {
    const request = (base: ReleaseBase, choices: Record<string, string>) =>
      unresolvedImages({ project: sockshop, serviceSet: shop, base, choices: images(choices) });
    const labelled = label({ ...all, 'web/app': `web-app:1@${DIGEST_A}`, 'carts-db': 'web-app:1', orders: 'orders:1' });
    expect(request(labelled, {})).toEqual(['carts:1', 'nginx:1']);
    expect(request(labelled, { carts: 'carts:2', 'web/nginx': 'example.com/nginx/00001' })).toEqual(['carts:2']);
    expect(request({ kind: 'release', release: release(all) }, { carts: 'carts:2' })).toEqual(['carts:2']);
  });
});

describe('every release that is made', () => {
  const tag = fc.constantFrom('1', '2', '3');
  const some = fc
    .record(
      { carts: tag, 'carts-db': tag, 'web/app': tag, 'web/nginx': tag, gone: tag },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((tags) => {
      const repository = { ...all, gone: 'gone:1' } as Record<string, string>;
      return Object.fromEntries(
        Object.entries(tags).map(([key, version]) => [key, `${repository[key]?.split(':')[0]}:${version}`]),
      );
    });

  test('covers its set exactly, each image from the first that had one', () => {
    fc.assert(
      fc.property(some, some, some, (chosen, labelled, carried) => {
        const { gone: _, ...choices } = chosen;
        const request = {
          base: label({ ...labelled, gone: 'gone:1' }),
          choices: images(choices),
          carryFrom: release(carried),
        };
        const expected = { ...carried, ...labelled, ...choices };
        const complete = Object.keys(all).every((key) => Object.hasOwn(expected, key));
        if (!complete) {
          expect(new Set(codesOf(() => make(request)))).toEqual(new Set(['MissingImage']));
          return;
        }
        const made = make(request);
        expect(missingArtifacts(shop, made.content)).toEqual([]);
        expect(surplusArtifacts(shop, made.content)).toEqual([]);
        expect(Object.keys(made.sources)).toEqual(Object.keys(all).sort());
        for (const [artifact, image] of Object.entries(plain(made))) expect(image).toBe(expected[artifact]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a recorded release', () => {
  test('is compared with the set as it is now', () => {
    const old = release({ carts: 'carts:1', orders: 'orders:1', 'web/app': `web-app@${DIGEST_A}` });
    expect(missingArtifacts(shop, old)).toEqual(['carts-db', 'web/nginx']);
    expect(surplusArtifacts(shop, old)).toEqual(['orders']);
    expect(unpinnedArtifacts(old)).toEqual(['carts', 'orders']);
  });
});
