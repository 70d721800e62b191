/**
 * `npm run examples`: renders every example for all of its environments with the real `cdk synth`, as its users would.
 * Each gets a release of made-up images, which goes through all environments, in a store of its own outside of the
 * checkout. Arguments name the examples to render.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dist, root } from './build/places.mjs';

const { artifactKeys, readManifest } = createRequire(import.meta.url)(join(dist, 'lib', 'manifest', 'index.js'));
const slipway = join(dist, 'bin', 'slipway.js');
const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

const asked = process.argv.slice(2);
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (asked.length === 0 || asked.includes(entry.name)))
  .map((entry) => entry.name)
  .sort();
const folder = mkdtempSync(join(tmpdir(), 'slipway-examples-'));

try {
  if (examples.length === 0) throw new Error('there is no such example');
  // Two at a time: each of them keeps a core busy.
  const waiting = [...examples];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      console.log(`${name}: ${(await render(name)).join(', ')}`);
  };
  await Promise.all([worker(), worker()]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Renders one example and gives the names of its stacks. */
async function render(name) {
  const cwd = join(root, 'examples', name);
  const env = {
    ...process.env,
    SLIPWAY_STORE: `dir:${join(folder, name)}`,
    SLIPWAY_CLOCK: '2026-11-20T09:00:00Z',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    PATH: `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  };
  const places = await release(cwd, env);
  const { app } = JSON.parse(readFileSync(join(cwd, 'cdk.json'), 'utf8'));
  // The app for manifests renders every environment in which something runs; an app of somebody's own, the one asked for.
  const runs = /\bslipway app$/.test(app) ? [[]] : places.map((environment) => ['-c', `environment=${environment}`]);
  const stacks = [];
  for (const [run, where] of runs.entries()) {
    const output = join(folder, `${name}.${run}.out`);
    await node(cwd, env, cdk, 'synth', '--quiet', '--no-notices', '--output', output, '-c', 'release=1', ...where);
    stacks.push(...readdirSync(output).filter((file) => file.endsWith('.template.json')));
  }
  if (stacks.length !== places.length) throw new Error(`${name}: ${stacks.length} stacks of ${places.length} rendered`);
  return stacks.map((file) => file.replace('.template.json', '')).sort();
}

/**
 * Makes a first release of each service set of an example, every image pinned, as production wants it, and puts it into
 * one environment after the other. Gives the environments, once for each set that runs there.
 */
async function release(cwd, env) {
  const file = join(cwd, 'slipway.yaml');
  const { manifest, errors } = readManifest(readFileSync(file), { file });
  if (manifest === undefined) throw new Error(`${file}: ${errors[0]?.message}`);
  const sets = manifest.projects.flatMap((project) => project.serviceSets.map((set) => ({ project, set })));
  for (const { project, set } of sets) {
    const where = ['--project', project.id, '--service-set', set.id, '--actor', 'examples'];
    const images = set.services.flatMap(({ containers }) => containers.map(imageOf));
    if (images.length !== artifactKeys(set).length) throw new Error(`${file}: a service has no image`);
    await node(cwd, env, slipway, 'publish', ...images, ...where);
    await node(cwd, env, slipway, 'release', 'create', ...where);
    for (const environment of set.environments) {
      await node(cwd, env, slipway, 'deploy', 'latest', '--environment', environment, ...where);
      await node(cwd, env, slipway, 'verdict', environment, 'pass', ...where);
    }
  }
  return sets.flatMap(({ set }) => set.environments);
}

function imageOf({ artifact, repository }) {
  return `${artifact}=${repository ?? artifact}:1.0.0@sha256:${'0123456789abcdef'.repeat(4)}`;
}

async function node(cwd, env, ...args) {
  try {
    await promisify(execFile)(process.execPath, args, { cwd, env, maxBuffer: 1 << 26 });
  } catch ({ code, stdout, stderr }) {
    throw new Error(`${cwd}: node ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  }
}
