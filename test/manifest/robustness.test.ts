import fc from 'fast-check';
import { readManifest } from '../../lib/manifest/index.js';
import { fixture, fixtureNames } from './fixtures.js';

/** A reading has a manifest exactly where it has no errors, and every error says where it is, in words for people. */
function expectSound(bytes: string | Uint8Array): void {
  const { manifest, errors, warnings } = readManifest(bytes, { file: 'm' });
  expect(manifest === undefined).toBe(errors.length > 0);
  const unsound = [...errors, ...warnings].filter(
    ({ code, message, at }) =>
      code === 'UnreadableManifest' ||
      at?.file !== 'm' ||
      !(Number(at.line) > 0 && Number(at.column) > 0) ||
      /\.$|Invalid input|\[object|"undefined"/.test(message),
  );
  expect(unsound).toEqual([]);
}

const valid = 'project: shop\nenvironments: [{ id: dev }]\nservices: [{ id: web, image: web }]\n';
const codes = (bytes: string | Uint8Array) => readManifest(bytes).errors.map(({ code }) => code);

describe('no bytes whatever make the reader throw', () => {
  test('any bytes and any text', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectSound), { numRuns: 100 });
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), expectSound), { numRuns: 100 });
  });

  test('any text made of the pieces that manifests are made of', () => {
    const pieces = [
      'project',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '&a ',
      '*a',
      '<<',
      '#',
      '|',
      '>',
      '!!',
      '? ',
      '\t',
      '---\n',
      'environments',
      'services',
      'id',
      'dev',
      '0x1',
      '~',
      '%',
      '@',
      '`',
      '__proto__',
      'constructor',
      'null',
      'service_sets',
      'image_repositories',
      'after',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (all) => expectSound(all.join(''))),
      { numRuns: 250 },
    );
  });

  test('any JSON value', () => {
    fc.assert(fc.property(fc.json(), expectSound), { numRuns: 100 });
  });

  test('any value where a manifest expects another', () => {
    const wild = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('dev', 'web', '__proto__', 'constructor', 'toString'),
    );
    const key = fc.constantFrom(
      'id',
      'name',
      'type',
      'after',
      'require',
      'services',
      'image',
      'containers',
      'connects',
      'dependsOn',
      'cpu',
      'ports',
      'variables',
      'secrets',
      'constructor',
      'toString',
    );
    const thing = fc.dictionary(key, wild, { maxKeys: 4 });
    const manifest = fc.record(
      {
        project: wild,
        environments: fc.oneof(wild, fc.array(thing)),
        services: fc.oneof(wild, fc.array(thing)),
        serviceSets: fc.array(thing),
        image_repositories: fc.array(thing),
        environmentTypes: wild,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(manifest, (value) => expectSound(JSON.stringify(value))),
      { numRuns: 80 },
    );
  });

  test('any value where gates and roles expect another', () => {
    const words = [
      'sre',
      'constructor',
      '__proto__',
      'mon',
      'mon-',
      '-',
      '09:00',
      '24:00',
      '2026-12-24T09:00',
      '1d',
      'UTC',
    ];
    const wild = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(...words), fc.subarray(words));
    const some = (...keys: readonly string[]) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, wild])), { requiredKeys: [] });
    const require = fc.record(
      {
        soak: wild,
        verdict: wild,
        approvals: fc.oneof(wild, some('count', 'roles', 'expires')),
        windows: fc.oneof(wild, fc.array(some('days', 'from', 'to', 'zone'), { maxLength: 3 })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(require, fc.oneof(wild, fc.dictionary(fc.constantFrom('sre', 'constructor'), wild)), (asked, roles) =>
        expectSound(JSON.stringify({ project: 'p', roles, environments: [{ id: 'a', require: asked }], services: [] })),
      ),
      { numRuns: 100 },
    );
  });

  const real = fixtureNames.map((name): [string, string] => [name, fixture(name).toString('utf8')]);

  test.each<[string, string]>([['our own', valid], ...real])(
    '%s with lines and characters deleted, inserted and doubled',
    (_, text) => {
      const edit = fc.tuple(
        fc.constantFrom('delete', 'insert', 'double line'),
        fc.nat(text.length),
        fc.constantFrom(...'{}[],:"-#&*\t\n ax'),
      );
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => expectSound(edits.reduce(apply, text))),
        { numRuns: 12 },
      );
    },
  );

  function apply(text: string, [kind, at, character]: [string, number, string]): string {
    if (kind === 'delete') return text.slice(0, at) + text.slice(at + 1);
    if (kind === 'insert') return text.slice(0, at) + character + text.slice(at);
    const start = text.lastIndexOf('\n', at - 1) + 1;
    const end = text.indexOf('\n', at);
    return text.slice(0, end) + text.slice(start - 1, end) + text.slice(end);
  }

  test.each([
    ['[', 'NestedTooDeeply'],
    ['{', 'InvalidJson'],
    ['{"a":', 'NestedTooDeeply'],
    ['- ', 'NestedTooDeeply'],
    ['? ', 'NestedTooDeeply'],
    ['&a ', 'InvalidYaml'],
    ['*a\n', 'InvalidYaml'],
    ['a: ', 'InvalidYaml'],
    ['"', 'InvalidYaml'],
    ['a: [\n', 'NestedTooDeeply'],
    ['---\na\n', 'SeveralDocuments'],
  ])('twenty thousand characters of %j', (piece, code) => {
    expect(codes(piece.repeat(20_000 / piece.length))).toEqual([code]);
  });

  test('five megabytes are refused unread', () => {
    expect(codes(`${valid}#${'x'.repeat(5_000_000)}`)).toEqual(['ManifestTooLarge']);
  });

  test('aliases that unfold to billions', () => {
    const lines = Array.from({ length: 12 }, (_, i) => `  x${i + 1}: &x${i + 1} [${`*x${i}, `.repeat(9)}]`);
    expect(codes(`project:\n  x0: &x0 [a]\n${lines.join('\n')}\n`)).toEqual(['ManifestTooLarge']);
  });

  test('an alias within its own anchor', () => {
    expect(codes('project: shop\nenvironments: &all\n  - after: *all\n')).toEqual(['CyclicAlias']);
  });
});

describe('files that are no manifest are told for what they are', () => {
  test.each<[string, string | Uint8Array, string, number]>([
    ['an empty file', '', 'EmptyManifest', 1],
    ['comments only', '# nothing\n\n', 'EmptyManifest', 1],
    ['bytes that are no UTF-8', Uint8Array.from([0x70, 0x3a, 0x0a, 0xff, 0xfe, 0x0a]), 'NotText', 2],
    ['UTF-16', Buffer.from('\uFEFFproject: shop', 'utf16le'), 'NotText', 1],
    ['a NUL', 'project: a\0b', 'NotText', 1],
    ['a directory listing', 'total 8\n-rw-r--r-- 1 root root 0 Nov 20 a.txt\n', 'NotAManifest', 1],
    ['a number', '42', 'NotAManifest', 1],
    ['an empty list', '[]', 'NotAManifest', 1],
    ['an empty map', '{}', 'NotAManifest', 1],
    ['another file of a project', '{"name": "x", "version": "1.0.0", "dependencies": {}}', 'NotAManifest', 1],
    ['a second document', `${valid}---\na: 1\n`, 'SeveralDocuments', 5],
    ['tabs as indentation in YAML', 'project: shop\nenvironments:\n\t- id: dev\n', 'InvalidYaml', 3],
    ['an unsolved merge', `<<<<<<< HEAD\n${valid}=======\na: 1\n>>>>>>> b\n`, 'InvalidYaml', 1],
    ['a repeated key', `${valid}project: other\n`, 'DuplicateKey', 4],
    ['the key __proto__', `${valid}__proto__: 1\n`, 'UnusableKey', 4],
    [
      'an unknown tag',
      'project: !!python/object:os.system shop\nenvironments: [{id: dev}]\nservices: []',
      'UnknownTag',
      1,
    ],
    ['a quote that is not closed', '{"project": "shop,\n"a": 1}', 'InvalidJson', 1],
    ['a text after the end', '{"project": "shop"} {}', 'InvalidJson', 1],
    ['a list that is not closed', '{"project": "shop", "environments": [', 'InvalidJson', 1],
  ])('%s', (_, bytes, code, line) => {
    const [first, ...others] = readManifest(bytes).errors;
    expect([first?.code, first?.at?.line, others]).toEqual([code, line, []]);
  });
});

describe('what people write is read as they mean it', () => {
  const read = (bytes: string | Uint8Array) => {
    const { manifest, errors, warnings } = readManifest(bytes);
    return { project: manifest?.projects[0], errors, warnings: warnings.map(({ code }) => code) };
  };
  const plain = read(valid).project;

  test.each([
    ['a byte order mark', `\uFEFF${valid}`],
    ['Windows line ends', valid.replaceAll('\n', '\r\n')],
    ['a document marker', `---\n${valid}...\n`],
    [
      'JSON with tabs',
      '{\t"project": "shop",\n\t"environments": [\n\t\t{"id": "dev"}],\n\t"services": [{"id": "web", "image": "web"}]}',
    ],
    [
      'an anchor and a merge key',
      'project: shop\nenvironments: [&e { id: dev }]\nservices: [{ <<: *e, id: web, image: web }]',
    ],
    ['a schema for editors', `$schema: ./manifest.schema.json\n${valid}`],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ project: plain, errors: [], warnings: [] });
  });

  test('an environment type that is called like a key', () => {
    const text = `${valid}environmentTypes: { environments: { desiredCount: 2 }, dev: { environments: 1 } }\n`;
    expect(read(text).errors.map(({ code, at }) => [code, at?.path])).toEqual([
      ['UnknownKey', 'environmentTypes.dev.environments'],
    ]);
  });

  test('JSON with a trailing comma or a comment, which is YAML, with a warning at its line', () => {
    const text =
      '{\n"project": "shop", # mine\n"environments": [{"id": "dev"},],\n"services": [{"id": "web", "image": "web"}]}';
    const { manifest, warnings } = readManifest(text);
    expect(manifest?.projects).toEqual([plain]);
    expect(warnings.map(({ code, at }) => [code, at?.line])).toEqual([['NotQuiteJson', 2]]);
  });

  test('numbers as ids and account ids stay the text that was written', () => {
    const text =
      'project: shop\naccount: 012345678901\nenvironments: [{ id: 2021 }]\nservices: [{ id: 007, image: web }]';
    expect(read(text).project).toMatchObject({
      aws: { account: '012345678901' },
      environments: [{ id: '2021' }],
      serviceSets: [{ services: [{ id: '007' }] }],
    });
  });

  test('ids that JavaScript knows as names of its own', () => {
    const text =
      'project: constructor\nenvironments: [{ id: toString, services: { valueOf: { cpu: 512, memory: 1024 } } }]\nservices: [{ id: valueOf, image: web, variables: { constructor: a } }, { id: hasOwnProperty, image: web }]';
    expect(read(text).errors).toEqual([]);
    expect(read(text).project?.environments[0]?.overrides).toEqual({ valueOf: { cpu: 512, memory: 1024 } });
  });
});
