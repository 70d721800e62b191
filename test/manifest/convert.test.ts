import fc from 'fast-check';
import { stringify } from 'yaml';
import { z } from 'zod';
import {
  convertManifest,
  manifestJsonSchema,
  parseManifest,
  readManifest,
  startingManifest,
} from '../../lib/manifest/index.js';
import { manifestValue } from './arbitrary.js';

const schema = z.fromJSONSchema(manifestJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

describe('a manifest of our own format', () => {
  test('is the same project as JSON, as YAML and converted', () => {
    fc.assert(
      fc.property(manifestValue, (value) => {
        const { projects } = parseManifest(JSON.stringify(value)).manifest;
        expect(parseManifest(stringify(value)).manifest.projects).toEqual(projects);
        for (const project of projects)
          expect(parseManifest(convertManifest(project)).manifest.projects).toEqual([project]);
      }),
      { numRuns: 30 },
    );
  });

  test('is accepted by the JSON Schema that editors get', () => {
    fc.assert(
      fc.property(manifestValue, (value) => expect(schema.safeParse(value).error?.issues ?? []).toEqual([])),
      { numRuns: 20 },
    );
  });

  test.each([
    ['an unknown key', { colour: 'red' }],
    ['a wrong type', { environments: 'dev' }],
    ['no environments', { environments: [] }],
    ['an account that is none', { account: '12' }],
    ['an unknown strategy', { services: [{ id: 'a', strategy: 'slow' }] }],
    ...[
      { soak: '0m' },
      { soak: '1d12h' },
      { verdict: 'some' },
      { approvals: 0 },
      { approvals: '2' },
      { approvals: { expires: '1d' } },
      { approvals: { count: 1, roles: [] } },
      { windows: [] },
      { windows: [{ days: 'monday', from: '09:00', to: '10:00' }] },
      { windows: [{ days: [], from: '09:00', to: '10:00' }] },
      { windows: [{ days: 'mon', from: '24:00', to: '10:00' }] },
      { windows: [{ days: 'mon', from: '09:00', to: '10:00', zone: 'BST' }] },
      { ancestry: 'newer' },
      { windows: [{ days: 'mon', from: '09:00', to: '10:00', zoen: 'UTC' }] },
    ].map((require): [string, object] => [
      JSON.stringify(require),
      { environments: [{ id: 'dev' }, { id: 'qa', after: ['dev'], require }] },
    ]),
    ['a retention that does not exist', { services: [{ id: 'a', logRetentionDays: 2 }] }],
  ])('with %s is refused by reader and JSON Schema alike', (_, wrong) => {
    const value = { project: 'shop', environments: [{ id: 'dev' }], services: [], ...wrong };
    expect(readManifest(JSON.stringify(value)).errors).toHaveLength(1);
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe('the JSON Schema', () => {
  test('is of draft 2020-12 and describes keys', () => {
    expect(manifestJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Slipway project manifest',
      required: ['project', 'environments'],
      additionalProperties: false,
      properties: { profile: { type: 'string', description: expect.any(String) }, environments: { minItems: 1 } },
    });
  });

  test('describes every condition that an environment may ask for', () => {
    const asked = propertiesOf(manifestJsonSchema(), 'require');
    expect(asked.map(([key]) => key)).toEqual(
      expect.arrayContaining(['soak', 'approvals', 'expires', 'windows', 'zone']),
    );
    expect(asked.filter(([, { description }]) => description === undefined)).toEqual([]);
  });

  test('is the same at every call', () => {
    expect(JSON.stringify(manifestJsonSchema())).toBe(JSON.stringify(manifestJsonSchema()));
  });
});

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** Every key that may stand below a key, however deep, with its schema. */
function propertiesOf(schema: unknown, below: string, inside = false): readonly (readonly [string, Described])[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, ...rest } = schema as Described;
  const own = Object.entries(properties);
  return [
    ...(inside ? own : []),
    ...own.flatMap(([key, value]) => propertiesOf(value, below, inside || key === below)),
    ...Object.values(rest).flatMap((value) => propertiesOf(value, below, inside)),
  ];
}

describe('converting', () => {
  const convert = (text: string) => parseManifest(text).manifest.projects.map(convertManifest);

  test('gives text that people would write', () => {
    const text = `storage:
  environments:
    - { id: stage, name: Staging }
    - { id: prod, name: Production }
  image_repositories:
    - id: bag_register
      services: [{ id: bag-register }]
    - id: ingests_api
      services: [{ id: ingests }]
    - id: ingests_worker
      services: [{ id: ingests }]
  name: Storage service
  role_arn: arn:aws:iam::975596993436:role/storage-ci
  tf_stack_root: terraform/app
`;
    expect(convert(text)[0]).toBe(`# Project manifest of Slipway.
# Converted from a .wellcome_project that maps ids to projects.
# Its Terraform was in terraform/app.
# Say with "after" at an environment which one a release must have run in before.

project: storage
name: Storage service
account: "975596993436"
roleArn: arn:aws:iam::975596993436:role/storage-ci
environments:
  - id: stage
    name: Staging
  - id: prod
    name: Production
services:
  - id: bag-register
    image: bag_register
  - id: ingests
    containers:
      - id: ingests_api
        image: ingests_api
      - id: ingests_worker
        image: ingests_worker
`);
  });

  test('writes gates as people would write them, and nothing that goes without saying', () => {
    const [text] = convert(`project: shop
roles: { sre: [sue, tom] }
environments:
  - id: dev
  - id: prod
    after: [dev]
    require:
      digests: true
      soak: 1440m
      approvals: { count: 2, roles: [sre, sre], expires: 5400s }
      windows:
        - { days: [thu, mon, tue, wed], from: '09:00', to: '16:00', zone: Europe/London }
        - { days: sat-mon, from: 22:00, to: 02:00, zone: UTC }
        - { from: 2026-12-24T09:00, to: 2026-12-24T12:00 }
  - id: eu
    after: [dev]
    require: { approvals: { count: 2 } }
services: []
`);
    expect(text).toBe(`# Project manifest of Slipway.

project: shop
roles:
  sre:
    - sue
    - tom
environments:
  - id: dev
  - id: prod
    after:
      - dev
    require:
      soak: 1d
      approvals:
        count: 2
        roles:
          - sre
        expires: 90m
      windows:
        - days: mon-thu
          from: 09:00
          to: 16:00
          zone: Europe/London
        - days:
            - mon
            - sat
            - sun
          from: 22:00
          to: 02:00
        - from: 2026-12-24T09:00
          to: 2026-12-24T12:00
  - id: eu
    after:
      - dev
    require:
      approvals: 2
services: []
`);
  });
});

describe('the starting manifest', () => {
  test.each([
    ['shop', 'Shop'],
    ['My_Shop-2', 'A "quoted": name # and more\n'],
  ])('for %s is right and raises no warning', (project, name) => {
    const { manifest, errors, warnings } = readManifest(startingManifest({ project, name }));
    expect([errors, warnings]).toEqual([[], []]);
    expect(manifest?.projects[0]).toMatchObject({ id: project, name, format: 'slipway' });
  });
});
