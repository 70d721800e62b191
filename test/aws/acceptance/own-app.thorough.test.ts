import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../acceptance/built.js';
import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES, type Wishes } from './team.js';

/** What a user writes who wants the ledger, the services and something of their own in one app. */
const APP = `
import { Annotations, App } from 'aws-cdk-lib/core';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { openDelivery, selectRelease } from 'slipway';
import { LedgerStack, ReleaseLedger, ReleaseStack } from 'slipway/constructs';

async function main(): Promise<void> {
  const app = new App();
  new LedgerStack(app, 'Record', { project: 'mine', tableName: 'our-record' });
  const environment: string = app.node.tryGetContext('environment') ?? 'dev';
  const wanted: string | undefined = app.node.tryGetContext('release');
  if (wanted === undefined) return;
  const delivery = openDelivery();
  const { release, refusals } = await selectRelease(delivery, environment, wanted);
  const ledger = ReleaseLedger.fromTableName(app, 'Ledger', 'our-record');
  const stack = new ReleaseStack(app, 'Services', { project: delivery.project, environment, release, ledger });
  new StringParameter(stack, 'OfOurOwn', { parameterName: '/our/own', stringValue: release.id });
  for (const { message } of refusals) Annotations.of(stack).addError(message);
}

void main();
`;

const EXAMPLE = join(repository, 'examples', 'existing-stack');

describeEmulator('other projects than a manifest of one set', () => {
  let account: Account;
  const teams: Team[] = [];

  beforeAll(async () => {
    account = await Account.open();
  });
  afterAll(async () => {
    for (const team of teams) team.leave();
    await account?.close();
  });

  const start = (name: string, wishes: Wishes): Team => {
    const team = Team.start(account, name, wishes);
    teams.push(team);
    return team;
  };

  test('an app of the own: Slipway deploys what it renders, and its stack is behind the gate', async () => {
    const environments = [{ id: 'dev' }, { id: 'prod', after: ['dev'] }];
    const cdkJson = { app: 'tsx app.ts' };
    const mine = start('mine', { environments, services: TWO_SERVICES, store: 'aws:our-record', cdkJson });
    install(mine);
    mine.project.write('app.ts', APP);
    const made = await mine.cdk('deploy', 'Record', '--require-approval', 'never');
    expect(made).toMatchObject({ code: 0 });
    const release = await mine.release({ web: imageOf('web', 1), orders: imageOf('orders', 1) });
    expect(await mine.do('deploy', '1')).toContain('Deployed release 1');
    expect(await mine.versions('dev')).toEqual({ web: '1', orders: '1' });
    const ssm = await account.aws.clients.ssm();
    expect((await ssm.getParameter({ Name: '/our/own' })).Parameter?.Value).toBe(release);

    const words = ['-c', 'release=1', '-c', 'environment=prod', '--require-approval', 'never', '--ignore-errors'];
    const refused = await mine.cdk('deploy', 'Services', ...words);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/may not run in prod\. NotEvaluated: /) });
    expect(await mine.recorded('dev', 'our-record')).toEqual(['1 deploy succeeded']);
    expect(await mine.recorded('prod', 'our-record')).toEqual([]);
  });

  test('a stack from before Slipway that asks a ledger', async () => {
    const environments = [{ id: 'staging' }, { id: 'production', after: ['staging'] }];
    const services = [
      { id: 'web', image: 'shop/web' },
      { id: 'orders', image: 'shop/orders' },
    ];
    const shop = start('shop', { environments, services });
    await shop.deployStack('ledger');
    install(shop);
    for (const file of readdirSync(EXAMPLE).filter((name) => name.endsWith('.ts')))
      cpSync(join(EXAMPLE, file), join(shop.path, file));
    await shop.release({ web: imageOf('web', 1), orders: imageOf('orders', 1) });
    await shop.release({ web: imageOf('web', 2, 'broken'), orders: imageOf('orders', 1) });
    const deploy = (release: number) =>
      shop.cdk(
        ...['deploy', 'Shop-staging', '--app', 'tsx app.ts', '--require-approval', 'never'],
        ...['-c', `release=${release}`, '-c', 'ledger=slipway-shop'],
      );
    const first = await deploy(1);
    expect(first.code === 0 ? '' : first.err).toBe('');
    expect(await shop.recorded('staging')).toEqual(['1 deploy succeeded']);
    expect((await deploy(2)).code).toBe(1);
    expect(await shop.recorded('staging')).toEqual(['1 deploy succeeded', '2 deploy rolled-back']);
  });

  test('a project of two service sets: each has its own stacks, releases and deployments', async () => {
    const serviceSets = [
      { id: 'pages', services: [{ id: 'web', ports: [80] }] },
      { id: 'back', services: [{ id: 'orders' }] },
    ];
    const two = start('two', { environments: [{ id: 'dev' }], rest: { serviceSets } });
    await two.deployStack('ledger');
    for (const [set, service] of [
      ['pages', 'web'],
      ['back', 'orders'],
    ] as const) {
      const release = await two.release({ [service]: imageOf(service, 1) }, '--service-set', set);
      if (set === 'pages') await two.do('deploy', release, '--service-set', set);
      else await two.deployStack('back-dev', '-c', `release=${release}`);
    }
    expect(await two.versions('pages-dev')).toEqual({ web: '1' });
    expect(await two.versions('back-dev')).toEqual({ orders: '1' });
    expect(await two.recorded('dev')).toEqual(['1 deploy succeeded', '2 deploy succeeded']);

    await account.aws.control.forgetServiceUpdates();
    const next = await two.release({ web: imageOf('web', 2) }, '--service-set', 'pages');
    await two.do('deploy', next, '--service-set', 'pages');
    expect(await two.versions('pages-dev')).toEqual({ web: '2' });
    const updates = await account.aws.control.serviceUpdates();
    expect(updates.filter(({ deployment }) => deployment !== null)).toHaveLength(1);
    for (const set of ['pages', 'back'])
      expect((await two.told('verify', '--service-set', set, '--exit-code')).code).toBe(0);
  });
});

/** As `npm install` leaves it: the package and what it needs beside the app. */
function install({ path }: Team): void {
  const modules = join(path, 'node_modules');
  mkdirSync(modules);
  symlinkSync(repository, join(modules, 'slipway'));
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(repository, 'node_modules', name), join(modules, name));
}
