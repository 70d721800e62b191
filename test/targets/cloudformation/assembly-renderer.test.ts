import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant, ReleaseId } from '../../../lib/ids.js';
import type { Release } from '../../../lib/release/index.js';
import { AssemblyRenderer } from '../../../lib/targets/index.js';
import { images, place } from '../places.js';
import { type FakeProject, fakeProject } from './fake-cdk.js';

const carts = place('  - { id: carts, image: carts }');
const release = {
  project: carts.project.id,
  serviceSet: carts.serviceSet,
  id: 'rel-0123456789ab' as ReleaseId,
  number: 1,
  created: '2026-11-20T09:00:00Z' as Instant,
  actor: 'ann',
  description: '',
  images: images({ carts: 'carts:1' }),
  sources: {},
} satisfies Release;

/** Writes an assembly where `cdk synth` is told to, and keeps what it was asked in `asked.json` and `count`. */
const SYNTH = `
const fs = require('node:fs'), path = require('node:path');
fs.appendFileSync('asked', JSON.stringify(args) + '\\n');
const out = args.includes('--output') ? args[args.indexOf('--output') + 1] : undefined;
const write = (folder, artifacts) => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
};
const stack = (stackName, templateFile, displayName) =>
  ({ type: 'aws:cloudformation:stack', properties: { stackName, templateFile }, displayName });
`;

const APP = `${SYNTH}
if (out) {
  write(out, { Dev: stack('shop-dev', 'Dev.template.json', 'Dev'), Tree: { type: 'cdk:tree', properties: {} } });
  fs.writeFileSync(path.join(out, 'Dev.template.json'), '{"b": 1,\\n "a": 2}');
}`;

let project: FakeProject | undefined;
let renderer: AssemblyRenderer | undefined;

function rendererOf(script: string, keep = false): AssemblyRenderer {
  project = fakeProject(script, { 'cdk.json': '{"app": "node app.js"}' });
  renderer = new AssemblyRenderer({ cdk: project.cdk, manifest: '/shop/slipway.yaml', store: 'aws:', keep });
  return renderer;
}

function asked(): string[][] {
  const text = readFileSync(join(project?.folder ?? '', 'asked'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
}

afterEach(() => {
  renderer?.dispose();
  project?.remove();
});

test('a stack is what the own app of the user gives, found by its name', async () => {
  const stack = await rendererOf(APP).render(carts, release);
  expect(stack).toEqual({ stackName: 'shop-dev', template: '{"a":2,"b":1}', assembly: expect.any(String) });
  expect(asked()).toEqual([
    [
      ...['synth', '--quiet', '-c', 'release=rel-0123456789ab', '-c', 'environment=dev'],
      ...[
        '-c',
        'slipway:project=shop',
        '-c',
        'slipway:manifest=/shop/slipway.yaml',
        '-c',
        'slipway:store=aws:',
        '--output',
        stack.assembly,
      ],
      ...['--no-color', '--no-notices'],
    ],
  ]);
});

test('the same release is rendered once, and another anew', async () => {
  const made = rendererOf(APP);
  await made.render(carts, release);
  await made.render(carts, release);
  await made.render(carts, { ...release, id: 'rel-ba9876543210' as ReleaseId });
  expect(asked()).toHaveLength(2);
});

test('a stack in a stage is found as well', async () => {
  const stage = `${SYNTH}
write(out, { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } });
write(path.join(out, 'assembly-Prod'), { ProdTwo: stack('shop-dev', 'Two.json', 'Prod/Two') });
fs.writeFileSync(path.join(out, 'assembly-Prod', 'Two.json'), '{}');`;
  expect(await rendererOf(stage).render(carts, release)).toMatchObject({ stackName: 'shop-dev', template: '{}' });
});

test('the assembly is removed with the renderer, unless it is to be kept', async () => {
  const made = rendererOf(APP);
  const { assembly = '' } = await made.render(carts, release);
  expect(existsSync(assembly)).toBe(true);
  made.dispose();
  expect(existsSync(assembly)).toBe(false);
});

test('a failure leaves no folder behind, and is not remembered', async () => {
  const made = rendererOf(`${SYNTH} process.stderr.write('error: boom\\n'); process.exitCode = 1;`);
  await expect(made.render(carts, release)).rejects.toThrow();
  await expect(made.render(carts, release)).rejects.toThrow();
  const folders = asked().map((args) => args[args.indexOf('--output') + 1] ?? '');
  expect(folders).toHaveLength(2);
  expect(folders.filter(existsSync)).toEqual([]);
});

test('where the app has no such stack, those that it has are named', async () => {
  const other = `${SYNTH} write(out, { B: stack('shop-prod', 'b'), A: stack('shop-api', 'a') });`;
  await expect(rendererOf(other).render(carts, release)).rejects.toMatchObject({
    kind: 'input',
    problems: [{ code: 'StackNotInApp', message: 'the CDK app has no stack shop-dev; it has shop-api, shop-prod' }],
  });
});

describe('an app that fails is told in its own words', () => {
  test.each<[string, string, { message: string; hint?: string }]>([
    [
      'ours, with its hint',
      'error: rel-0123456789ab has no image for carts\\n  at slipway.yaml:3\\nhint: make another\\n',
      {
        message: 'the stack shop-dev cannot be rendered: rel-0123456789ab has no image for carts',
        hint: 'make another',
      },
    ],
    [
      "one of Node's",
      '/shop/app.js:5\\n  throw new Error("boom")\\n  ^\\n\\nError: boom\\n    at Object.<anonymous> (/shop/app.js:5:29)\\n',
      { message: 'the stack shop-dev cannot be rendered: boom' },
    ],
    [
      'an annotation',
      'app.js:4:39\\nERROR the port is missing; give it one (Construct Annotations)\\n   One\\n',
      { message: 'the stack shop-dev cannot be rendered: the port is missing', hint: 'give it one' },
    ],
    [
      'an annotation of an older CDK',
      '[Error at /One/Carts] the port is missing\\nFound errors\\n',
      { message: 'the stack shop-dev cannot be rendered: the port is missing' },
    ],
    [
      'anything else',
      'npx: slipway is not there\\n',
      { message: 'the stack shop-dev cannot be rendered: npx: slipway is not there' },
    ],
  ])('%s', async (_, stderr, problem) => {
    const failing = rendererOf(`${SYNTH} process.stderr.write('${stderr}'); process.exitCode = 1;`);
    await expect(failing.render(carts, release)).rejects.toMatchObject({
      kind: 'input',
      problems: [{ code: 'StackNotRenderable', ...problem }],
    });
  });
});

test('an app of ours that got no answer of AWS is no mistake in the manifest', async () => {
  const told =
    'error: AWS refused dynamodb:GetItem again and again\\nhint: wait a little\\nnode app.js: Subprocess exited with error 7\\n';
  const failing = rendererOf(`${SYNTH} process.stderr.write('${told}'); process.exitCode = 1;`);
  await expect(failing.render(carts, release)).rejects.toMatchObject({
    kind: 'unavailable',
    problems: [{ code: 'StackNotRenderable', hint: 'wait a little' }],
  });
});

test('what is wrong with another stack of the app does not matter', async () => {
  const bad = `${APP}
if (out || args[1] !== 'Dev') { console.error('[Error at /Other] bad'); process.exitCode = 1; }`;
  expect(await rendererOf(bad).render(carts, release)).toMatchObject({ stackName: 'shop-dev' });
  expect(asked()[1]?.slice(0, 4)).toEqual(['synth', 'Dev', '--quiet', '--app']);
});

test('what is wrong with this one does', async () => {
  const bad = `${APP} console.error('[Error at /Dev] bad'); process.exitCode = 1;`;
  await expect(rendererOf(bad).render(carts, release)).rejects.toThrow('the stack shop-dev cannot be rendered: bad');
});
