import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../../../lib/ids.js';
import { type CdkRun, CloudFormationTarget } from '../../../lib/targets/index.js';
import { AT, place } from '../places.js';
import { clientsOf, RecordedCloudFormation, type RecordedStack, STACK_ID, stack } from './stack-answers.js';

const shop = place('  - { id: carts, image: carts }');
const NAME = 'slipway-0123456789ab';
const CHANGE_SET = `arn:aws:cloudformation:eu-west-1:123456789012:changeSet/${NAME}/1`;
const MADE = { ChangeSetId: CHANGE_SET, StackId: STACK_ID, Status: 'CREATE_COMPLETE' as const };

describe('making a change ready', () => {
  let assembly: string;
  beforeAll(() => {
    assembly = mkdtempSync(join(tmpdir(), 'slipway-assembled-'));
    const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'shop-dev.template.json' } };
    writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts: { 'shop-dev': artifact } }));
  });
  afterAll(() => rmSync(assembly, { recursive: true, force: true }));

  const prepare = async (recorded: Partial<RecordedStack>, run: CdkRun = { end: 'succeeded', lines: [] }) => {
    const asked: string[] = [];
    const pauses: number[] = [];
    const target = new CloudFormationTarget({
      clients: clientsOf(new RecordedCloudFormation({ stacks: [stack()], ...recorded })),
      cdk: {
        run: async (args) => {
          asked.push(args.join(' '));
          return run;
        },
      },
      now: () => AT as Instant,
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
      },
    });
    const undertaking = { until: '2026-11-20T09:30:00Z' as Instant, progress: () => {}, output: () => {} };
    const rendered = { stackName: 'shop-dev', template: '{}', assembly };
    return { prepared: await target.prepare(shop, rendered, NAME, undertaking), asked, pauses };
  };

  test('is the CDK’s own way to make a change set, under the name that is asked for', async () => {
    const { prepared, asked } = await prepare({ changeSet: MADE });
    expect(prepared).toEqual({ changeSet: CHANGE_SET, stack: STACK_ID });
    expect(asked).toEqual([
      `deploy shop-dev --app ${assembly} --exclusively --method prepare-change-set --change-set-name ${NAME} --require-approval never --progress events`,
    ]);
  });

  test('waits for whoever is at work on the stack', async () => {
    const working = stack({ StackStatus: 'UPDATE_IN_PROGRESS' });
    expect((await prepare({ stacks: [working, stack()], changeSet: MADE })).pauses).toHaveLength(1);
  });

  test.each<[string, Partial<RecordedStack>]>([
    ['CloudFormation has no such change set', {}],
    [
      'the change set is an empty one',
      {
        changeSet: { Status: 'FAILED', StatusReason: "The submitted information didn't contain changes. Submit more." },
      },
    ],
  ])('leaves nothing where nothing would change: %s', async (_, recorded) => {
    expect((await prepare(recorded)).prepared).toBeUndefined();
  });

  test.each<[string, CdkRun, Partial<RecordedStack>, message: RegExp]>([
    [
      'CloudFormation does not make it',
      { end: 'succeeded', lines: [] },
      { changeSet: { Status: 'FAILED', StatusReason: 'no such role' } },
      /shop-dev was not deployed: change set slipway-0123456789ab is FAILED: no such role/,
    ],
    [
      'the CDK does not come so far',
      { end: 'failed', lines: ['‣ NoCredentials: nobody is signed in'] },
      {},
      /shop-dev was not deployed: nobody is signed in/,
    ],
    ['it takes too long', { end: 'left', lines: [] }, {}, /change set slipway-0123456789ab was not ready/],
  ])('says why where %s', async (_, run, recorded, message) => {
    await expect(prepare(recorded, run)).rejects.toThrow(message);
  });
});
