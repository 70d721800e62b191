import fc from 'fast-check';
import { createRelease } from '../../../lib/delivery/index.js';
import { MemoryLedger } from '../../../lib/ledger/index.js';
import { SlipwayError } from '../../../lib/problem.js';
import { currentRelease, type Deployment } from '../../../lib/promotion/index.js';
import { MemoryTarget } from '../../../lib/targets/index.js';
import { FIRST, Stage } from '../stage.js';

/** Somebody who releases one service after the other version, each alone. */
interface Person {
  readonly name: string;
  readonly service: 'carts' | 'catalogue';
  readonly versions: readonly string[];
}

/** One deployment of one service, again whenever somebody else came first. */
async function deployAlone(stage: Stage, target: MemoryTarget, { name, service }: Person, version: string) {
  const environment = 'dev';
  const wish = {
    singleService: { service, environment },
    choices: [`${service}=${service}:${version}`],
  };
  for (;;) {
    try {
      const { release, onto } = await createRelease(stage.delivery, wish, { actor: name });
      const over = { onto, signer: { actor: name } };
      return await stage.deploy(release, environment, { target, holder: `${name}/1` }, over);
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.kind !== 'conflict') throw error;
    }
  }
}

/** A stage on which every look at the record, every entry and every stack waits until it is its turn. */
function takingTurns(scheduler: fc.Scheduler, stage: Stage): MemoryTarget {
  const { ledger } = stage;
  const [view, append] = [ledger.view.bind(ledger), ledger.append.bind(ledger)];
  ledger.view = (...args) => scheduler.schedule(Promise.resolve('look')).then(() => view(...args));
  ledger.append = (...args) => scheduler.schedule(Promise.resolve('write')).then(() => append(...args));
  const target = new MemoryTarget();
  const apply = target.apply.bind(target);
  target.apply = (...args) => scheduler.schedule(Promise.resolve('apply')).then(() => apply(...args));
  return target;
}

/** What a person's service became, one deployment after the other. */
function versionsOf(deployments: readonly Deployment[], { name, service }: Person): readonly string[] {
  return deployments
    .filter(({ actor, status }) => actor === name && status === 'succeeded')
    .map(({ artifacts }) => artifacts?.[service as keyof typeof artifacts]?.image ?? '');
}

const versions = fc.uniqueArray(fc.integer({ min: 2, max: 9 }).map(String), { minLength: 1, maxLength: 3 });

test('however the deployments of two people fall between one another, each keeps their order and both arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), versions, versions, async (scheduler, tims, toms) => {
      const people: readonly Person[] = [
        { name: 'tim', service: 'carts', versions: tims },
        { name: 'tom', service: 'catalogue', versions: toms },
      ];
      const stage = new Stage();
      const target = takingTurns(scheduler, stage);
      const story = (async () => {
        await stage.deploy(await stage.release(...FIRST), 'dev', { target });
        await Promise.all(
          people.map(async (person) => {
            for (const version of person.versions) await deployAlone(stage, target, person, version);
          }),
        );
      })();
      await scheduler.waitFor(story);

      const state = (await MemoryLedger.prototype.view.call(stage.ledger, stage.delivery.project.id)).state;
      const deployments = state.deploymentOrder.flatMap((id) => state.deployments[id] ?? []);
      for (const person of people)
        expect(versionsOf(deployments.slice(1), person)).toEqual(
          person.versions.map((version) => `${person.service}:${version}`),
        );
      // Nobody's deployment changes what is the other's.
      for (const { artifacts = {} } of deployments.slice(1))
        expect(Object.values(artifacts).filter(({ status }) => status === 'running')).toHaveLength(1);
      const { serviceSet, environment } = stage.place('dev');
      expect(currentRelease(state, serviceSet, environment)?.images).toMatchObject({
        carts: { image: `carts:${tims.at(-1)}` },
        'carts-db': { image: 'carts-db:0.4.0' },
        catalogue: { image: `catalogue:${toms.at(-1)}` },
      });
      expect(deployments.every(({ supersededBy }) => supersededBy === undefined)).toBe(true);
    }),
    { numRuns: 60, seed: 19 },
  );
});
