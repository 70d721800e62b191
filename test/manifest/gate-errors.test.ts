import { readManifest } from '../../lib/manifest/index.js';
import { asking } from './asking.js';

function errors(text: string): readonly string[] {
  return readManifest(text).errors.map(({ code, message, at }) => `${at?.line} ${code}: ${message}`);
}

function hints(text: string): readonly (string | undefined)[] {
  return readManifest(text).errors.map(({ hint }) => hint);
}

describe('a gate that cannot be is told at its line, in plain words', () => {
  const MOMENT = 'must be a time of day such as 09:00 or a day with a time such as 2026-12-24T09:00';
  const AT = 'environments[1].require';

  test.each<[string, string, readonly string[]]>([
    ['an unknown gate', 'soack: 1d', [`8 UnknownKey: unknown key "soack" in "${AT}"`]],
    [
      'a soak time that is no duration',
      'soak: long',
      [`8 InvalidValue: "${AT}.soak" must be a duration such as 30m, 2h or 1d, not "long"`],
    ],
    [
      'a soak time of nothing',
      'soak: 0m',
      [`8 InvalidValue: "${AT}.soak" must be a duration such as 30m, 2h or 1d, not "0m"`],
    ],
    [
      'a soak time without unit',
      'soak: 30',
      [`8 InvalidValue: "${AT}.soak" must be a duration such as 30m, 2h or 1d, not "30"`],
    ],
    [
      'an unknown verdict',
      'verdict: both',
      [`8 InvalidValue: "${AT}.verdict" must be any or all, not the text "both"`],
    ],
    [
      'an unknown combination',
      'combination: pairs',
      [`8 InvalidValue: "${AT}.combination" must be exact, pairwise or each, not the text "pairs"`],
    ],
    [
      'an unknown ancestry',
      'ancestry: newer',
      [`8 InvalidValue: "${AT}.ancestry" must be any, not-older or descendant, not the text "newer"`],
    ],
    ['approvals of nobody', 'approvals: 0', [`8 InvalidValue: "${AT}.approvals" must be at least 1, not the number 0`]],
    [
      'approvals in words',
      'approvals: two',
      [`8 WrongType: "${AT}.approvals" must be a number or a map, not the text "two"`],
    ],
    [
      'half an approval',
      'approvals: 1.5',
      [`8 WrongType: "${AT}.approvals" must be a whole number or a map, not the number 1.5`],
    ],
    [
      'approvals that are a truth',
      'approvals: true',
      [`8 WrongType: "${AT}.approvals" must be a number or a map, not true`],
    ],
    ['approvals without count', 'approvals: { roles: [sre] }', [`8 MissingKey: "${AT}.approvals" has no "count"`]],
    ['a misspelt count, once', 'approvals: { cuont: 2 }', [`8 UnknownKey: unknown key "cuont" in "${AT}.approvals"`]],
    [
      'no role at all',
      'approvals: { count: 1, roles: [] }',
      [`8 InvalidValue: "${AT}.approvals.roles" must list at least one role`],
    ],
    [
      'a role that nobody declared',
      'approvals:\n  count: 1\n  roles: [sre, opps]',
      ['10 UnknownRole: there is no role "opps"'],
    ],
    [
      'more approvals than people',
      'approvals:\n  roles: [sre]\n  count: 3',
      ['10 TooFewPeople: 3 people have to approve for the environment "prod", and 2 people have the role "sre"'],
    ],
    [
      'more approvals than people whose names differ in more than case',
      'approvals: { count: 4, roles: [sre, ops] }',
      [
        '8 TooFewPeople: 4 people have to approve for the environment "prod", and 3 people have the role "sre" or "ops"',
      ],
    ],
    [
      'an approval that expires never',
      'approvals: { count: 1, expires: never }',
      [`8 InvalidValue: "${AT}.approvals.expires" must be a duration such as 30m, 2h or 1d, not "never"`],
    ],
    ['no window at all', 'windows: []', [`8 InvalidValue: "${AT}.windows" must list at least one window`]],
    [
      'a window in words',
      'windows: [weekdays]',
      [`8 WrongType: "${AT}.windows[0]" must be a map, not the text "weekdays"`],
    ],
    ['a window that is a number', 'windows: [5]', [`8 WrongType: "${AT}.windows[0]" must be a map, not the number 5`]],
    [
      'a window without its end',
      'windows:\n  - days: mon\n    from: 09:00',
      [`9 MissingKey: "${AT}.windows[0]" has no "to"`],
    ],
    [
      'an unknown key of a window',
      'windows:\n  - { days: mon, from: 09:00, to: 10:00, tz: UTC }',
      [`9 UnknownKey: unknown key "tz" in "${AT}.windows[0]"`],
    ],
    [
      'a day that is none',
      'windows:\n  - { days: [mon, tus], from: 09:00, to: 10:00 }',
      [`9 InvalidValue: "${AT}.windows[0].days[1]" must be a day such as mon or a span such as mon-fri, not "tus"`],
    ],
    [
      'a span that is none',
      'windows:\n  - { days: mon-tue-wed, from: 09:00, to: 10:00 }',
      [
        `9 InvalidValue: "${AT}.windows[0].days" must be a day such as mon or a span such as mon-fri, not "mon-tue-wed"`,
      ],
    ],
    [
      'days that are a map',
      'windows:\n  - { days: { mon: true }, from: 09:00, to: 10:00 }',
      [`9 WrongType: "${AT}.windows[0].days" must be a text or a list, not a map`],
    ],
    [
      'no day at all',
      'windows:\n  - { days: [], from: 09:00, to: 10:00 }',
      [`9 InvalidValue: "${AT}.windows[0].days" must list at least one day`],
    ],
    [
      'an hour that is none',
      'windows:\n  - { days: mon, from: 25:00, to: 10:00 }',
      [`9 InvalidValue: "${AT}.windows[0].from" ${MOMENT}, not "25:00"`],
    ],
    [
      'midnight at the wrong end',
      'windows:\n  - { days: mon, from: 24:00, to: 10:00 }',
      [`9 InvalidValue: "${AT}.windows[0].from" ${MOMENT}, not "24:00"`],
    ],
    [
      'a day that the calendar has not',
      'windows:\n  - { from: 2027-02-28T09:00, to: 2027-02-29T10:00 }',
      [`9 InvalidValue: "${AT}.windows[0].to" must be a day that the calendar has, not "2027-02-29T10:00"`],
    ],
    [
      'a time of day without days',
      'windows:\n  - { from: 09:00, to: 10:00 }',
      [`9 MissingKey: "${AT}.windows[0]" has no "days", and no dates either`],
    ],
    [
      'dates with days',
      'windows:\n  - from: 2026-12-24T09:00\n    to: 2026-12-24T10:00\n    days: thu',
      ['11 ConflictingKeys: a window with dates is open once, and has no "days"'],
    ],
    [
      'a time of day and a date',
      'windows:\n  - { days: mon, from: 09:00, to: 2026-12-24T10:00 }',
      [
        '9 InvalidValue: a window from 09:00 cannot end at 2026-12-24T10:00: one is a time of day, the other has a date',
      ],
    ],
    [
      'a window of every week without length',
      'windows:\n  - { days: mon, from: 09:00, to: 09:00 }',
      ['9 InvalidValue: a window from 09:00 to 09:00 is never open'],
    ],
    [
      'a window of once without length',
      'windows:\n  - { from: 2026-12-24T09:00, to: 2026-12-24T09:00 }',
      ['9 InvalidValue: a window from 2026-12-24T09:00 to 2026-12-24T09:00 is never open'],
    ],
    [
      'a window of once that ends too early',
      'windows:\n  - { from: 2026-12-24T09:00, to: 2026-12-23T10:00 }',
      ['9 InvalidValue: the window ends at 2026-12-23T10:00, before it begins at 2026-12-24T09:00'],
    ],
    ...['Europe/Lodon', 'BST', '+01:00', 'local'].map((zone): [string, string, readonly string[]] => [
      `the time zone ${zone}`,
      `windows:\n  - { days: mon, from: 09:00, to: 10:00, zone: "${zone}" }`,
      [`9 InvalidValue: "${AT}.windows[0].zone" must be a time zone such as Europe/London or UTC, not "${zone}"`],
    ]),
  ])('%s', (_, require, expected) => {
    expect(errors(asking(require))).toEqual(expected);
  });

  test.each([
    ['roles that are a list', '[sre]', 'roles: [sre]', '2 WrongType: "roles" must be a map, not a list'],
    [
      'a role that is one person',
      '{ sre: sue }',
      'expires: 1d',
      '2 WrongType: "roles.sre" must be a list, not the text "sue"',
    ],
    [
      'a person without a name',
      '{ sre: [" "] }',
      'expires: 1d',
      '2 InvalidValue: "roles.sre[0]" must name a person, not " "',
    ],
  ])('%s', (_, roles, more, expected) => {
    expect(errors(asking(`approvals: { count: 1, ${more} }`, roles))).toEqual([expected]);
  });

  test('a soak time where nothing runs before is told', () => {
    const text = 'project: shop\nenvironments:\n  - id: dev\n    require:\n      soak: 1d\nservices: []\n';
    expect(errors(text)).toEqual([
      '5 NothingToSoakIn: the environment "dev" comes after nothing, so there is no environment in which a release could soak',
    ]);
  });

  test('everything is told at once', () => {
    const require = `soak: long
approvals: { count: 9, roles: [sre], expirs: 1d }
windows:
  - { days: mno, from: 9:00, to: 10:00, zone: London }
  - { from: 10:00, to: 10:00 }`;
    expect(errors(asking(require)).map((error) => error.slice(0, error.indexOf(':')))).toEqual([
      '8 InvalidValue',
      '9 TooFewPeople',
      '9 UnknownKey',
      '11 InvalidValue',
      '11 InvalidValue',
      '11 InvalidValue',
      '12 MissingKey',
      '12 InvalidValue',
    ]);
  });
});

describe('what was probably meant is said', () => {
  test.each([
    ['soack: 1d', 'soak'],
    ['approvals: { count: 1, expire: 1d }', 'expires'],
    ['approvals: { count: 1, roles: [sra] }', 'sre'],
    ['windows: [{ day: mon, from: 09:00, to: 10:00 }]', 'days'],
    ['windows: [{ days: mno-fri, from: 09:00, to: 10:00 }]', 'mon-fri'],
    ['windows: [{ days: Monday, from: 09:00, to: 10:00 }]', 'mon'],
    ['windows: [{ days: mon - thursday, from: 09:00, to: 10:00 }]', 'mon-thu'],
    ['windows: [{ days: mon, from: 9:00, to: 10:00 }]', '09:00'],
    ['windows: [{ days: mon, from: 09.30, to: 10:00 }]', '09:30'],
    ['windows: [{ from: 2026-12-24 9:00, to: 2026-12-24T10:00 }]', '2026-12-24T09:00'],
    ['windows: [{ days: mon, from: 09:00, to: 10:00, zone: Europe/Lodon }]', 'Europe/London'],
    ['windows: [{ days: mon, from: 09:00, to: 10:00, zone: London }]', 'Europe/London'],
    ['windows: [{ days: mon, from: 09:00, to: 10:00, zone: berlni }]', 'Europe/Berlin'],
    ['windows: [{ days: mon, from: 09:00, to: 10:00, zone: utc }]', 'UTC'],
  ])('%s', (require, meant) => {
    expect(hints(asking(require))).toContain(`did you mean "${meant}"?`);
  });

  test('roles are to be declared where there are none', () => {
    const text = asking('approvals: { count: 1, roles: [sre] }').replace(/^roles: .*\n/m, '');
    expect(hints(text)).toEqual(['declare it in "roles" of the project']);
  });
});
