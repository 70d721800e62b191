import { checkCdkLibrary } from '../../bin/doctor/cdk-library.js';
import { checkCdkProgram } from '../../bin/doctor/cdk-program.js';
import { checkNode } from '../../bin/doctor/node-version.js';
import { checkLibrary } from '../../bin/doctor/slipway-library.js';
import { checkFolder } from '../../bin/doctor/store-folder.js';
import { areCompatible, isInRange } from '../../bin/doctor/version-range.js';

const SCHEMA = '@aws-cdk/cloud-assembly-schema';

test.each([
  ['2.262.2', '^2.262.2', true],
  ['2.300.0', '^2.262.2', true],
  ['2.262.1', '^2.262.2', false],
  ['3.0.0', '^2.262.2', false],
  ['0.2.1', '^0.2.0', true],
  ['0.3.0', '^0.2.0', false],
  ['22.1.0', '>=20.0.0', true],
  ['18.20.4', '>=20.0.0', false],
  ['1.2.9', '~1.2.3', true],
  ['1.3.0', '~1.2.3', false],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '1.2.3', false],
  ['no version', '^1.0.0', false],
])('%s in %s: %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});

test('versions below 1 are compatible within one minor version, and later ones within one major version', () => {
  expect(areCompatible('0.1.0', '0.1.9')).toBe(true);
  expect(areCompatible('0.1.0', '0.2.0')).toBe(false);
  expect(areCompatible('1.0.0', '1.9.0')).toBe(true);
  expect(areCompatible('1.0.0', '2.0.0')).toBe(false);
});

test('a Node that is too old is wrong', () => {
  expect(checkNode('18.20.4', '>=20.0.0')).toMatchObject({ outcome: 'wrong' });
  expect(checkNode('20.0.0', '>=20.0.0')).toMatchObject({ outcome: 'ok' });
});

test('a project without slipway of its own is rendered by the command line', () => {
  expect(checkLibrary('0.1.0', () => undefined).map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
});

test('the CDK library is taken from beside the manifest, else from beside slipway; nowhere is an end', () => {
  const ranges = { 'aws-cdk-lib': '^2.262.2', constructs: '^10.5.0' };
  const at = (version: string) => (name: string) => ({ name, version });
  const check = (project: string | undefined, own: string | undefined) =>
    checkCdkLibrary(
      {
        project: project === undefined ? () => undefined : at(project),
        own: own === undefined ? () => undefined : at(own),
      },
      { ...ranges, constructs: '>=0.0.0' },
    )[0];
  expect(check('2.300.0', '2.1.0')).toMatchObject({ outcome: 'ok', message: '2.300.0' });
  expect(check(undefined, '2.300.0')).toMatchObject({ outcome: 'ok', message: '2.300.0, installed with slipway' });
  expect(check('2.100.0', '2.300.0')).toMatchObject({ outcome: 'wrong' });
  expect(check(undefined, undefined)).toMatchObject({ outcome: 'wrong', absent: true });
});

describe('cdk', () => {
  const library = { name: 'aws-cdk-lib', version: '2.276.0', dependencies: { [SCHEMA]: '^55.3.0' } };
  const check = (version: string | undefined, schema?: string, isUsed = true) =>
    checkCdkProgram({
      program:
        version === undefined
          ? undefined
          : { name: 'aws-cdk', version, devDependencies: schema === undefined ? {} : { [SCHEMA]: schema } },
      library,
      isUsed,
      range: '^2.1148.1',
    });

  test.each([
    ['2.1148.1', '>=55.5.0'],
    ['2.2000.0', '>=70.0.0'],
  ])('%s, which reads up to %s, fits', (version, schema) => {
    expect(check(version, schema)).toMatchObject({ outcome: 'ok' });
  });

  test('one that is older than the library is wrong, with both formats', () => {
    expect(check('2.1029.0', '>=48.8.0')).toMatchObject({
      outcome: 'wrong',
      message: expect.stringMatching(/48.*55/),
      hint: expect.stringContaining("'aws-cdk@^2.1148.1'"),
    });
  });

  test('one that does not say what it reads is not called wrong', () => {
    expect(check('2.1148.1')).toMatchObject({ outcome: 'ok', message: expect.stringContaining('not known') });
  });

  test('its absence matters where something is deployed to AWS', () => {
    expect(check(undefined)).toMatchObject({ outcome: 'wrong', absent: true });
    expect(check(undefined, undefined, false)).toMatchObject({ outcome: 'not-checked' });
  });
});

describe('the folder of a store', () => {
  const refuse = (): void => {
    throw new Error('EACCES');
  };

  test('that is not there yet is made later, where that is allowed', () => {
    expect(checkFolder('/nowhere/at/all', 'dir:x', () => {})).toMatchObject({ outcome: 'ok' });
    expect(checkFolder('/nowhere/at/all', 'dir:x', refuse)).toMatchObject({
      outcome: 'wrong',
      absent: true,
      message: expect.stringContaining('because / may not be written'),
    });
  });

  test('that may not be written is wrong', () => {
    expect(checkFolder(__dirname, 'dir:x', refuse)).toMatchObject({ outcome: 'wrong', absent: true });
  });
});
