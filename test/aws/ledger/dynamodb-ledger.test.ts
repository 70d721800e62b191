import type { EventHash, ProjectId } from '../../../lib/ids.js';
import { type Ledger, type LedgerView, record } from '../../../lib/ledger/index.js';
import { eventKey, headKey } from '../../../lib/ledger/ledger-names.js';
import { type LedgerEvent, sealEvent } from '../../../lib/promotion/index.js';
import { deploymentRequested, minute, PROJECT, releaseCreated } from '../../ledger/drafts.js';
import { ledgerConformance } from '../../ledger/ledger-conformance.js';
import { describeAws } from '../emulator/index.js';
import { LedgerTables } from './ledger-tables.js';

/** Releases as Wellcome's tools wrote them, in both of the forms that they had. */
const WELLCOME = [
  {
    release_id: '0efcc940-e709-4a51-b264-809a670629b6',
    project_id: PROJECT,
    project_name: 'Example project',
    date_created: '2019-07-10T10:44:02.272898',
    last_date_deployed: '2019-07-10T10:44:12.983539',
    description: 'Some description',
    images: { hatching: 'http://example.com/images/hatching/00001' },
    deployments: [],
    requested_by: { id: 'unknown', name: 'unknown' },
  },
  {
    release_id: 'a916b6e4-1081-4a3e-987f-c8acbbe9713f',
    project_id: PROJECT,
    date_created: '2026-11-20T08:51:48.146787',
    requested_by: 'arn:aws:sts::975596993436:user/somebody',
    images: { a: 'ref.1111111' },
    deployments: [{ environment: 'stage', date_created: '2026-11-20T08:51:48.256257', details: { a: {} } }],
  },
];

describeAws('the ledger in DynamoDB', () => {
  const tables = new LedgerTables();

  ledgerConformance('the DynamoDB ledger', async () => tables.open(await tables.make()));

  describe('the record in a table', () => {
    test('is the same for every process that opens it', async () => {
      const table = await tables.make();
      const [one, other] = [tables.open(table), tables.open(table)];
      await add(one, 1);
      await add(other, 2);
      await add(one, 3);
      expect(await one.view(PROJECT)).toEqual(await other.view(PROJECT));
      expect(await tables.open(table).events(PROJECT)).toHaveLength(3);
    });

    test('has one item per event, readable in a console, and nothing of it in the indexes of releases', async () => {
      const table = await tables.make();
      const event = await add(tables.open(table), 1);
      expect(await tables.item(table, `${PROJECT}#event#0000000001`)).toEqual({
        release_id: `${PROJECT}#event#0000000001`,
        event: expect.stringContaining('"type":"release.created"'),
        seq: 1,
        hash: event.hash,
        type: 'release.created',
        at: event.at,
        actor: event.actor,
      });
      const { Items } = await (await tables.raw()).query({
        TableName: table,
        IndexName: 'project_gsi',
        KeyConditionExpression: 'project_id = :project',
        ExpressionAttributeValues: { ':project': PROJECT },
      });
      expect(Items?.map(({ release_id }) => release_id)).toEqual(['rel-1']);
    });

    test('is not disturbed by what the tools of before keep in the same table', async () => {
      const table = await tables.make();
      for (const Item of WELLCOME) await (await tables.raw()).put({ TableName: table, Item });
      const ledger = tables.open(table);
      expect(await ledger.projects()).toEqual([]);
      await add(ledger, 1);
      expect(await ledger.projects()).toEqual([PROJECT]);
      for (const item of WELLCOME) expect(await tables.item(table, item.release_id)).toEqual(item);
    });

    test('leaves an item alone that others keep under the key of a release', async () => {
      const table = await tables.make();
      const theirs = { release_id: 'rel-1', project_id: 'theirs', deployments: [] };
      await (await tables.raw()).put({ TableName: table, Item: theirs });
      const ledger = tables.open(table);
      await add(ledger, 1);
      await request(ledger, 'rel-1', 1);
      expect(await ledger.events(PROJECT)).toHaveLength(2);
      expect(await tables.item(table, 'rel-1')).toEqual(theirs);
    });

    test('goes on without the item of a release that somebody removed', async () => {
      const table = await tables.make();
      const ledger = tables.open(table);
      await add(ledger, 1);
      await tables.remove(table, 'rel-1');
      await request(ledger, 'rel-1', 1);
      expect(await ledger.events(PROJECT)).toHaveLength(2);
    });

    test('is not one that others can begin for it: an append on heads that never were is a lost race', async () => {
      const ledger = tables.open(await tables.make());
      const draft = releaseCreated('rel-1').numbered(1);
      expect(await ledger.append(PROJECT, ['a'.repeat(64) as EventHash], draft)).toBeUndefined();
      expect(await ledger.append(PROJECT, ['a', 'b'] as EventHash[], draft)).toBeUndefined();
      expect(await ledger.events(PROJECT)).toEqual([]);
    });

    test('is not made by reading: a table that is absent is said to be, by name and region', async () => {
      const ledger = tables.open('slipway-sockshop-absent');
      const calls = [
        () => ledger.view(PROJECT),
        () => ledger.events(PROJECT),
        () => ledger.projects(),
        () => ledger.append(PROJECT, [], releaseCreated('rel-1').numbered(1)),
      ];
      for (const call of calls)
        await expect(call()).rejects.toMatchObject({
          kind: 'unavailable',
          problems: [
            {
              code: 'LedgerNotFound',
              message: expect.stringMatching(/slipway-sockshop-absent in us-east-1/),
              hint: expect.stringContaining('cdk deploy'),
            },
          ],
        });
    });

    test('takes nothing that is too large for an item, and says so before anything is written', async () => {
      const ledger = tables.open(await tables.make());
      const draft = { ...releaseCreated('rel-1').numbered(1), reason: 'x'.repeat(410_000) };
      tables.proxy.forget();
      await expect(ledger.append(PROJECT, [], draft)).rejects.toMatchObject({
        kind: 'input',
        problems: [{ code: 'ItemTooLarge', message: expect.stringMatching(/4\d{5} bytes/) }],
      });
      expect(tables.proxy.calls()).toEqual([]);
    });
  });

  describe('the item of a release', () => {
    test('has a deployment in its list as soon as that was asked for, in the transaction of the event', async () => {
      const table = await tables.make();
      const ledger = tables.open(table);
      await add(ledger, 1);
      expect(await tables.item(table, 'rel-1')).toMatchObject({ project_name: 'Sock Shop', deployments: [] });
      const event = await request(ledger, 'rel-1', 1, 'new pipeline');
      expect(await tables.item(table, 'rel-1')).toMatchObject({
        last_date_deployed: event.at,
        deployments: [
          {
            date_created: event.at,
            description: 'new pipeline',
            environment: { id: 'dev', name: 'Development' },
            requested_by: { id: event.actor, name: event.actor },
          },
        ],
      });
    });

    test('lists the newest of many deployments, and is found by the time of the last', async () => {
      const table = await tables.make();
      const ledger = tables.open(table);
      await add(ledger, 1);
      const before = Array.from({ length: 99 }, (_, index) => ({ date_created: minute(index + 1) }));
      await tables.change(table, 'rel-1', { deployments: before });
      let view = await ledger.view(PROJECT);
      for (const number of [100, 101, 102, 103]) view = (await requestOn(ledger, view, 'rel-1', number)).view;
      const item = await tables.item(table, 'rel-1');
      const deployments = item?.deployments as { date_created: string }[];
      expect(deployments.map(({ date_created }) => date_created)).toEqual(
        Array.from({ length: 100 }, (_, index) => minute(index + 4)),
      );
      const { Items } = await (await tables.raw()).query({
        TableName: table,
        IndexName: 'deployment_gsi',
        KeyConditionExpression: 'project_id = :project AND last_date_deployed = :at',
        ExpressionAttributeValues: { ':project': PROJECT, ':at': minute(103) },
      });
      expect(Items).toHaveLength(1);
    });
  });

  describe('a damaged table is refused, with the item that is wrong:', () => {
    const two = eventKey(PROJECT, 2);
    const damages: readonly (readonly [string, (table: string) => Promise<string>, RegExp])[] = [
      ['an edited event', (table) => edit(table, two, (event) => event.replace('tim@', 'kim@')), /it was changed/],
      ['an event that is no JSON', (table) => edit(table, two, (event) => event.slice(5)), /is not JSON/],
      ['an edited attribute', (table) => change(table, two, { actor: 'kim@example.org' }), /its actor/],
      ['a removed event', (table) => remove(table, two), /is missing/],
      ['a removed first event', (table) => remove(table, eventKey(PROJECT, 1)), /is missing/],
      ['a removed last event', (table) => remove(table, eventKey(PROJECT, 3)), /is missing/],
      ['a removed head', (table) => remove(table, headKey(PROJECT)), /is missing/],
      ['a head without a number', (table) => change(table, headKey(PROJECT), { seq: 'three' }), /was edited/],
      [
        'a head of another record',
        (table) => change(table, headKey(PROJECT), { hash: 'a'.repeat(64) }),
        /does not name .*0003/,
      ],
      ['another project’s event', (table) => replace(table, 'bugfarm' as ProjectId), /of project bugfarm/],
      ['a forged event', (table) => replace(table, PROJECT), /does not follow event 2/],
      ['an event under another number', (table) => move(table), /holds event 1: it was moved/],
    ];

    test.each(damages)('%s', async (_, damage, why) => {
      const table = await tables.make();
      const before = tables.open(table);
      for (const number of [1, 2, 3]) await add(before, number);
      const key = await damage(table);
      for (const call of [() => tables.open(table).view(PROJECT), () => tables.open(table).events(PROJECT)])
        await expect(call()).rejects.toMatchObject({
          kind: 'failed',
          problems: [
            { code: 'DamagedRecord', message: expect.stringMatching(why), at: { file: `aws:${table}`, path: key } },
          ],
        });
    });

    test('a head that was turned back, by who has read on or would write on', async () => {
      const table = await tables.make();
      const ledger = tables.open(table);
      const [first] = [await add(ledger, 1), await add(ledger, 2)];
      await change(table, headKey(PROJECT), { seq: 1, hash: first.hash });
      const damaged = { problems: [{ code: 'DamagedRecord', at: { file: `aws:${table}`, path: headKey(PROJECT) } }] };
      await expect(ledger.view(PROJECT)).rejects.toMatchObject(damaged);
      await expect(add(tables.open(table), 3)).rejects.toMatchObject(damaged);
    });

    test('an event of a later version is not damage, and is not ignored either', async () => {
      const table = await tables.make();
      const first = await add(tables.open(table), 1);
      const { at, actor } = first;
      const later = sealEvent(PROJECT, { at, actor, fact: { type: 'environment.frozen' } } as never, [first]);
      await (await tables.raw()).put({
        TableName: table,
        Item: {
          release_id: two,
          event: JSON.stringify(later),
          seq: 2,
          hash: later.hash,
          type: later.fact.type,
          at,
          actor,
        },
      });
      await change(table, headKey(PROJECT), { seq: 2, hash: later.hash });
      await expect(tables.open(table).view(PROJECT)).rejects.toMatchObject({
        problems: [{ code: 'UnknownEvent', hint: expect.stringContaining('update') }],
      });
    });

    async function edit(table: string, key: string, how: (event: string) => string): Promise<string> {
      const item = await tables.item(table, key);
      return change(table, key, { event: how(String(item?.event)) });
    }

    async function change(table: string, key: string, attributes: Record<string, unknown>): Promise<string> {
      await tables.change(table, key, attributes);
      return key;
    }

    async function remove(table: string, key: string): Promise<string> {
      await tables.remove(table, key);
      return key;
    }

    /** Event 3 of a record in which another event had been the second. */
    async function replace(table: string, project: ProjectId): Promise<string> {
      const first = JSON.parse(String((await tables.item(table, eventKey(PROJECT, 1)))?.event)) as LedgerEvent;
      const second = sealEvent(project, releaseCreated('rel-9').numbered(2), [first]);
      const third = sealEvent(project, releaseCreated('rel-10').numbered(3), [second]);
      const { seq, hash, at, actor, fact } = third;
      const key = eventKey(PROJECT, 3);
      await change(table, headKey(PROJECT), { seq, hash });
      return change(table, key, { event: JSON.stringify(third), seq, hash, type: fact.type, at, actor });
    }

    async function move(table: string): Promise<string> {
      return change(table, two, { ...(await tables.item(table, eventKey(PROJECT, 1))) });
    }
  });

  async function add(ledger: Ledger, number: number): Promise<LedgerEvent> {
    const { event } = await record(ledger, PROJECT, () =>
      releaseCreated(`rel-${number}`, minute(number)).numbered(number),
    );
    if (event === undefined) throw new Error('nothing was recorded');
    return event;
  }

  async function request(ledger: Ledger, release: string, index: number, reason?: string): Promise<LedgerEvent> {
    return (await requestOn(ledger, await ledger.view(PROJECT), release, index, reason)).event;
  }
});

async function requestOn(
  ledger: Ledger,
  before: LedgerView,
  release: string,
  index: number,
  reason?: string,
): Promise<{ event: LedgerEvent; view: LedgerView }> {
  const { event, view } = await record(ledger, PROJECT, () => deploymentRequested(release, index, reason), before);
  if (event === undefined) throw new Error('nothing was recorded');
  return { event, view };
}
