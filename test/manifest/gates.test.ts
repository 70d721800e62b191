import { type Project, parseManifest, readManifest } from '../../lib/manifest/index.js';
import { asking } from './asking.js';

function projectOf(text: string): Project {
  const { manifest, warnings } = parseManifest(text);
  expect(warnings).toEqual([]);
  return manifest.projects[0] as Project;
}

/** What production requires, beside pinned digests. */
function gates(require: string): object {
  const { digests, ...rest } = projectOf(asking(require)).environments[1]?.require ?? { digests: false };
  expect(digests).toBe(true);
  return rest;
}

function warnings(text: string): readonly string[] {
  return readManifest(text).warnings.map(({ code, message, at }) => `${at?.line} ${code}: ${message}`);
}

describe('what an environment requires', () => {
  test('is what the manifest says', () => {
    const require = `verdict: all
combination: pairwise
soak: 30m
approvals: { count: 2, roles: [sre], expires: 7d }
windows:
  - { days: [mon, tue, wed, thu], from: '09:00', to: '16:00', zone: Europe/London }
  - { from: 2026-12-24T09:00, to: 2026-12-24T12:00, zone: Europe/Berlin }
ancestry: descendant`;
    expect(gates(require)).toEqual({
      verdict: 'all',
      combination: 'pairwise',
      soakSeconds: 1800,
      approvals: { count: 2, roles: ['sre'], expiresSeconds: 604_800 },
      windows: [
        { kind: 'weekly', days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00', zone: 'Europe/London' },
        { kind: 'once', from: '2026-12-24T09:00', to: '2026-12-24T12:00', zone: 'Europe/Berlin' },
      ],
      ancestry: 'descendant',
    });
  });

  test('is nothing but digests where the manifest says nothing', () => {
    const project = projectOf('project: shop\nenvironments: [{ id: dev }]\nservices: [{ id: web, image: web }]\n');
    expect(project.environments[0]?.require).toEqual({ digests: false });
    expect(project).not.toHaveProperty('roles');
  });

  test.each([
    ['soak: 45s', { soakSeconds: 45 }],
    ['soak: 2h', { soakSeconds: 7200 }],
    ['soak: 1d', { soakSeconds: 86_400 }],
    ['approvals: 2', { approvals: { count: 2 } }],
    ['approvals: { count: 3, roles: [ops, sre, ops] }', { approvals: { count: 3, roles: ['ops', 'sre'] } }],
  ])('%s', (require, expected) => {
    expect(gates(require)).toEqual(expected);
  });

  test('has roles with people as they sign their records', () => {
    expect(projectOf(asking('soak: 1d', '{ sre: [sue@example.org, 007], 2: [tom] }')).roles).toEqual({
      sre: ['sue@example.org', '007'],
      2: ['tom'],
    });
  });
});

describe('a window', () => {
  const window = (text: string) => gates(`windows: [{ ${text} }]`);

  test.each([
    ['mon', ['mon']],
    ['mon-fri', ['mon', 'tue', 'wed', 'thu', 'fri']],
    ['sat-mon', ['mon', 'sat', 'sun']],
    ['[sun, mon, sun]', ['mon', 'sun']],
    ['[mon-wed, fri]', ['mon', 'tue', 'wed', 'fri']],
    ['mon-sun', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']],
  ])('on %s is on these days, in the order of the week', (days, expected) => {
    expect(window(`days: ${days}, from: '09:00', to: '16:00'`)).toMatchObject({ windows: [{ days: expected }] });
  });

  test.each([
    ['09:00', '16:00'],
    ['22:00', '02:00'],
    ['00:00', '24:00'],
    ['12:00', '00:00'],
  ])('of every week goes from %s to %s, with quotes and without', (from, to) => {
    const expected = { windows: [{ kind: 'weekly', days: ['mon'], from, to, zone: 'UTC' }] };
    expect(window(`days: mon, from: ${from}, to: ${to}`)).toEqual(expected);
    expect(window(`days: mon, from: '${from}', to: "${to}"`)).toEqual(expected);
  });

  test('of once is of days that the calendar has, with quotes and without', () => {
    const expected = { windows: [{ kind: 'once', from: '2028-02-29T23:00', to: '2028-03-01T01:00', zone: 'UTC' }] };
    expect(window('from: 2028-02-29T23:00, to: 2028-03-01T01:00')).toEqual(expected);
    expect(window(`from: '2028-02-29T23:00', to: '2028-03-01T01:00'`)).toEqual(expected);
  });

  test.each(['UTC', 'Europe/London', 'Etc/GMT+1', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'])(
    'has the time of %s',
    (zone) => {
      expect(window(`days: mon, from: 09:00, to: 10:00, zone: ${zone}`)).toMatchObject({ windows: [{ zone }] });
    },
  );
});

describe('what asks for nothing is warned of', () => {
  const first = (keys: string) =>
    `project: shop\nenvironments:\n  - { id: dev, ${keys} }\nservices: [{ id: a, image: a }]\n`;

  test.each([
    [
      'promote: auto',
      '3 NothingBefore: the environment "dev" comes after nothing, so nothing is promoted there by itself',
    ],
    [
      'after: [], require: { verdict: all }',
      '3 NothingBefore: the environment "dev" comes after nothing, so "verdict" asks for nothing',
    ],
    [
      'require: { combination: each }',
      '3 NothingBefore: the environment "dev" comes after nothing, so "combination" asks for nothing',
    ],
  ])('%s where nothing runs before', (keys, expected) => {
    expect(warnings(first(keys))).toEqual([expected]);
  });

  test.each([
    'promote: manual',
    'require: { approvals: 1, ancestry: any, windows: [{ days: mon, from: 09:00, to: 10:00 }] }',
  ])('%s has a meaning there too', (keys) => {
    expect(warnings(first(keys))).toEqual([]);
  });

  test.each([
    ['{ sre: [] }', ['2 EmptyRole: nobody has the role "sre"']],
    ['{ sre: [sue, tom, sue] }', ['2 RepeatedPerson: "sue" stands twice in the role "sre"']],
    [
      '{ sre: [Sue, sue] }',
      ['2 RepeatedPerson: "Sue" and "sue" in the role "sre" differ only in case, and count as one person'],
    ],
    ['{ sre: [sue], ops: [sue] }', []],
  ])('the roles %s', (roles, expected) => {
    expect(warnings(asking('ancestry: any', roles))).toEqual(expected);
  });
});
