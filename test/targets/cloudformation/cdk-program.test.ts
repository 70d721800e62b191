import { mkdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CdkProgram } from '../../../lib/targets/index.js';
import { type FakeProject, fakeProject } from './fake-cdk.js';

const projects: FakeProject[] = [];

function project(script: string, files?: Readonly<Record<string, string>>): FakeProject {
  const made = fakeProject(script, files);
  projects.push(made);
  return made;
}

afterEach(() => {
  for (const one of projects.splice(0)) one.remove();
});

const ECHO = 'console.log(JSON.stringify(args)); console.log(process.cwd());';

describe('which program', () => {
  test('the nearest one, from the manifest upwards', () => {
    const { folder } = project(ECHO);
    const inside = join(folder, 'environments', 'dev');
    mkdirSync(inside, { recursive: true });
    expect(new CdkProgram({ folder: inside, app: 'app.js' }).file).toBe(join(folder, 'node_modules', '.bin', 'cdk'));
  });

  test('else the one on the PATH', () => {
    const { folder } = project(ECHO);
    const bin = join(folder, 'node_modules', '.bin');
    const environment = { PATH: ['/nowhere', bin].join(delimiter) };
    expect(new CdkProgram({ folder: '/', app: 'app.js', environment }).file).toBe(join(bin, 'cdk'));
  });

  test('none: it is said how to get one', () => {
    const cdk = new CdkProgram({ folder: '/', app: 'app.js', environment: { PATH: '/nowhere' } });
    expect(() => cdk.file).toThrow(
      expect.objectContaining({
        kind: 'unavailable',
        problems: [expect.objectContaining({ code: 'CdkNotFound', hint: 'npm install --save-dev aws-cdk@^2' })],
      }),
    );
  });

  test('of which version', async () => {
    expect(await project('console.log("2.1148.1 (build fcf5e34)")').cdk.version()).toBe('2.1148.1');
    await expect(project('process.exit(1)').cdk.version()).rejects.toThrow(/does not say its version/);
  });
});

describe('how it runs', () => {
  test('in the folder of cdk.json, with the app that stands there', async () => {
    const { folder } = project(ECHO, { 'infra/cdk.json': '{"app": "node app.js"}', 'infra/services/slipway.yaml': '' });
    const { lines } = await new CdkProgram({ folder: join(folder, 'infra', 'services'), app: 'ours.js' }).run(['ls']);
    expect(lines).toEqual(['["ls","--no-color","--no-notices"]', realpathSync(join(folder, 'infra'))]);
  });

  test.each([
    ['without cdk.json', {}],
    ['with a cdk.json that names no app', { 'cdk.json': '{"context": {}}' }],
  ])('%s, the app is ours', async (_, files) => {
    const { lines } = await project(ECHO, files).cdk.run(['ls']);
    expect(JSON.parse(lines[0] ?? '')).toEqual([
      'ls',
      '--app',
      `"${process.execPath}" "/slipway/app.js"`,
      '--no-color',
      '--no-notices',
    ]);
  });

  test('an app that is given stays', async () => {
    const { lines } = await project(ECHO).cdk.run(['deploy', '--app', '/tmp/assembly']);
    expect(lines[0]).toBe('["deploy","--app","/tmp/assembly","--no-color","--no-notices"]');
  });

  test("with the user's variables and those that are given", async () => {
    const { folder } = project('console.log([process.env.CDK_METHOD, process.env.AWS_REGION].join())');
    const environment = { ...process.env, CDK_METHOD: 'direct', AWS_REGION: 'eu-west-1' };
    const cdk = new CdkProgram({ folder, app: 'app.js', environment });
    expect((await cdk.run(['ls'])).lines).toEqual(['direct,eu-west-1']);
    expect((await cdk.run(['ls'], { variables: { AWS_REGION: 'us-east-1' } })).lines).toEqual(['direct,us-east-1']);
  });
});

describe('what comes of it', () => {
  test('every line of both outputs is told as it comes, without the empty ones', async () => {
    const told: string[] = [];
    const script = 'process.stdout.write("one  \\n\\ntwo"); process.stderr.write("three\\n"); process.exitCode = 0;';
    const { end } = await project(script).cdk.run(['deploy'], { onLine: (line) => told.push(line) });
    expect(end).toBe('succeeded');
    expect(told.sort()).toEqual(['one', 'three', 'two']);
  });

  test('a failure has its last lines', async () => {
    const script = 'for (let i = 0; i < 1000; i++) console.log("line " + i); process.exitCode = 1;';
    const { end, lines } = await project(script).cdk.run(['deploy']);
    expect(end).toBe('failed');
    expect(lines.at(-1)).toBe('line 999');
    expect(lines.length).toBeLessThan(1000);
  });

  test('one that takes too long is told to end, and is left', async () => {
    const script =
      'process.on("SIGTERM", () => { console.log("bye"); process.exit(0); }); setInterval(() => {}, 1000);';
    expect((await project(script).cdk.run(['deploy'], { patience: 200 })).end).toBe('left');
  });

  test('patience may be longer than a timer, and may be used up', async () => {
    const quick = project('process.exitCode = 0;');
    expect((await quick.cdk.run(['ls'], { patience: Number.MAX_SAFE_INTEGER })).end).toBe('succeeded');
    const slow = project('setInterval(() => {}, 1000);');
    expect((await slow.cdk.run(['ls'], { patience: -5 })).end).toBe('left');
  });
});
