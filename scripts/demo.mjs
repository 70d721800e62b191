// Plays the story of the Sock Shop with the real command line and the real CDK, in a folder that it names at the end.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const slipway = join(root, 'dist', 'bin', 'slipway.js');
const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const folder = mkdtempSync(join(tmpdir(), 'slipway-demo-'));
const bold = process.stdout.isTTY ? (text) => `\u001b[1m${text}\u001b[0m` : (text) => text;
const faint = process.stdout.isTTY ? (text) => `\u001b[2m${text}\u001b[0m` : (text) => text;

cpSync(join(root, 'examples', 'sockshop', 'slipway.yaml'), join(folder, 'slipway.yaml'));

tell('Builds publish images under the label latest.');
run('tim', 'publish', 'carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'catalogue=catalogue:1.7.0');

tell('A release is one image for every service, under an id made of its content.');
run('tim', 'release', 'create');

tell('One step puts it into dev: intent recorded, stack rendered, result looked at, outcome recorded.');
run('tim', 'deploy', '1');
run('tim', 'verdict', 'dev', 'pass');

tell('Sue takes it over into hardening, and measures it there.');
run('sue', 'sync', 'hardening');
run('sue', 'verdict', 'hardening', 'pass');

tell('Meanwhile Tim releases new versions of two services into dev.');
run('tim', 'publish', 'carts=carts:0.10.17', 'carts-db=carts-db:0.4.1');
run('tim', 'release', 'create');
run('tim', 'deploy', '2');

tell('Nobody has judged them yet, so the law keeps them out of hardening.');
run('sue', 'promote', '2', '--to', 'hardening', { expect: 3 });
run('tim', 'verdict', 'dev', 'pass');

tell('Sue looks at hardening, and does what it tells her.');
run('sue', 'status', 'hardening');
run('sue', 'sync', 'hardening', '--project', 'sockshop');

tell('The performance test fails, so she goes back to what was verified there.');
run('sue', 'verdict', 'hardening', 'fail', '--evidence', 'https://ci.example.com/runs/71');
run('sue', 'rollback', 'hardening', '--reason', 'twice as slow');

tell('A rollback holds: what was taken away does not come back until somebody says so.');
run('tim', 'sync', 'hardening', { expect: 3 });

tell('What would run on AWS is a CloudFormation template; the CDK itself renders the same one.');
synth();

tell('What runs equals what is recorded, in every environment.');
run('sue', 'verify');
run('sue', 'history', '--limit', '3');
run('sue', 'status');

console.log(`
Everything is in ${bold(folder)}: the manifest, and in .slipway the images, the record and the stacks. Try there:

  export PATH="${join(root, 'node_modules', '.bin')}:$PATH"
  cd ${folder}
  slipway why 2 --environment production
  slipway preview 2 --environment hardening
  slipway deploy --service catalogue --set catalogue=catalogue:1.8.0 --environment dev
  cdk synth -c release=1 --app "slipway app" sockshop-dev
`);

function tell(text) {
  console.log(`\n${bold(text)}`);
}

function run(actor, ...words) {
  const expected = typeof words.at(-1) === 'object' ? words.pop().expect : 0;
  console.log(`\n${faint('$')} slipway ${words.map(quote).join(' ')}`);
  finish(
    spawnSync(process.execPath, [slipway, ...words, '--actor', `${actor}@example.com`, '--yes'], options()),
    expected,
  );
}

function synth() {
  const words = ['synth', '--quiet', '-c', 'release=2', '-c', 'environment=dev', '--app', 'slipway app'];
  console.log(`\n${faint('$')} cdk ${words.map(quote).join(' ')}`);
  finish(spawnSync(process.execPath, [cdk, ...words, '--no-notices'], options()), 0);
  const rendered = readFileSync(join(folder, 'cdk.out', 'sockshop-dev.template.json'));
  const deployed = readFileSync(join(folder, '.slipway', 'sockshop', 'stacks', 'sockshop-dev.template.json'));
  if (!rendered.equals(deployed)) stop('cdk synth rendered another stack than deploy');
  console.log('cdk.out/sockshop-dev.template.json is byte for byte the one that deploy wrote.');
}

function options() {
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, CDK_DISABLE_CLI_TELEMETRY: 'true', NODE_NO_WARNINGS: '1' };
  for (const name of ['SLIPWAY_STORE', 'SLIPWAY_CLOCK']) delete env[name];
  return { cwd: folder, env, stdio: 'inherit' };
}

function finish({ status, error }, expected) {
  if (error === undefined && status === expected) return;
  stop(`the command ended with ${error?.message ?? status}, not ${expected}`);
}

function stop(why) {
  console.error(`\nThe demo stopped: ${why}. See ${folder}`);
  process.exit(1);
}

function quote(word) {
  return /^[\w./:=@-]+$/.test(word) ? word : `"${word}"`;
}
