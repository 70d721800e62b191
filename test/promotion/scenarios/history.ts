import { type ArtifactKey, type DeploymentId, type Instant, instantAt } from '../../../lib/ids.js';
import type { Project } from '../../../lib/manifest/index.js';
import { digestOf, Story } from '../world.js';

type Groups = Readonly<Record<string, string>>;

/** What a line of a history tells; `who` stands before it. */
interface Verb {
  readonly form: RegExp;
  readonly tell: (teller: Teller, said: Groups, who: string) => void;
}

/** A history as it is being told. */
interface Teller {
  readonly story: Story;
  readonly project: Project;
  /** Deployments that were begun and have not ended, by environment. */
  readonly begun: Map<string, DeploymentId>;
}

const LINE = /^(?<time>\S+ \S+) (?<who>\w+) (?<what>.+)$/;

const KINDS: Readonly<Record<string, 'deploy' | 'promote'>> = { deploys: 'deploy', promotes: 'promote' };

const VERBS: readonly Verb[] = [
  {
    form: /^makes (?<name>\d+)(?: with (?<images>.+))?$/,
    tell: ({ story, project }, { name = '', images }, who) =>
      story.release(name, imagesOf(project, name, images), { by: who }),
  },
  {
    form: /^(?<verb>deploys|promotes) (?<name>\d+) to (?<where>\w+)(?:, which (?<end>failed|rolled-back))?$/,
    tell: ({ story }, { verb = '', name = '', where = '', end = 'succeeded' }, who) =>
      story.attempted(name, where, end as 'failed', { kind: KINDS[verb] ?? 'deploy', by: who }),
  },
  {
    form: /^rolls (?<where>\w+) back to (?<name>\d+)(?:, which (?<end>failed|rolled-back))?$/,
    tell: ({ story }, { name = '', where = '', end = 'succeeded' }, who) =>
      story.attempted(name, where, end as 'failed', { kind: 'rollback', by: who }),
  },
  {
    form: /^begins to deploy (?<name>\d+) to (?<where>\w+), with a lease until (?<until>\S+ \S+)$/,
    tell: ({ story, begun }, { name = '', where = '', until = '' }, who) => {
      const fence = 1 + Math.max(0, ...Object.values(story.state.environments).map((here) => here.fence));
      const lease = { holder: who, fence, expires: instant(until) };
      begun.set(where, story.request(name, where, fence, { lease, by: who }));
    },
  },
  {
    form: /^ends it in (?<where>\w+), which (?<end>succeeded|failed|rolled-back)$/,
    tell: ({ story, begun }, { where = '', end = '' }) => {
      const deployment = begun.get(where);
      if (deployment === undefined) throw new Error(`nothing was begun in ${where}`);
      story.end(deployment, where, end as 'failed');
    },
  },
  {
    form: /^judges (?<where>\w+) (?<verdict>pass|warning|fail)$/,
    tell: ({ story }, { where = '', verdict = '' }) => story.judge(where, verdict as 'pass'),
  },
  {
    form: /^finds (?<name>\d+) (?<health>healthy|unhealthy) in (?<where>\w+)$/,
    tell: ({ story }, { name = '', health, where = '' }) =>
      health === 'healthy' ? story.healthy(name, where) : story.unhealthy(name, where),
  },
  {
    form: /^approves (?<name>\d+) for (?<where>\w+)$/,
    tell: ({ story }, { name = '', where = '' }, who) => story.approve(name, where, { by: who }),
  },
  {
    form: /^changes the manifest$/,
    tell: ({ story }) => story.manifest(`manifest of ${story.now}`),
  },
  {
    form: /^freezes (?<where>\w+)(?: from (?<from>\S+ \S+))?(?: until (?<until>\S+ \S+))?(?<hard>, for rollbacks too)?$/,
    tell: ({ story }, { where, from, until, hard }, who) =>
      story.freeze(where === 'everything' ? undefined : where, {
        by: who,
        ...(from === undefined ? {} : { from: instant(from) }),
        ...(until === undefined ? {} : { until: instant(until) }),
        rollbacks: hard === undefined ? 'allowed' : 'refused',
      }),
  },
  {
    form: /^unfreezes (?<where>\w+)(?<planned>, what is planned too)?$/,
    tell: ({ story }, { where, planned }) =>
      story.unfreeze(where === 'everything' ? undefined : where, planned !== undefined),
  },
  {
    form: /^holds (?<where>\w+) on (?<name>\d+)$/,
    tell: ({ story }, { where = '', name = '' }, who) => story.hold(name, where, { by: who }),
  },
  { form: /^lifts the hold on (?<where>\w+)$/, tell: ({ story }, { where = '' }) => story.unhold(where) },
  {
    form: /^blocks (?<image>[\w-]+) (?<version>\d+)$/,
    tell: ({ story }, { image = '', version = '' }, who) =>
      story.block(reference(image, version), digestOf(image, Number(version)), { by: who }),
  },
  {
    form: /^blocks whatever is called (?<image>[\w-]+):(?<version>\d+)$/,
    tell: ({ story }, { image = '', version = '' }, who) =>
      story.block(reference(image, version), undefined, { by: who }),
  },
  {
    form: /^breaks the glass for (?<name>\d+) in (?<where>\w+) until (?<until>\S+ \S+)$/,
    tell: ({ story }, { name = '', where = '', until = '' }, who) =>
      story.breakGlass(name, where, instant(until), { by: who }),
  },
];

/**
 * The story that the lines of a history tell, such as `2026-11-20 10:00 sue approves 2 for production`. Times are in UTC.
 *
 * A release has each service's image in the version of the release's own number, unless it says otherwise:
 * `makes 3 with carts 2, carts-db 1` or `makes 3 with carts unpinned`. A deployment begins and ends within the instant,
 * unless it is begun and ended in two lines.
 */
export function storyOf(project: Project, lines: readonly string[]): Story {
  const teller: Teller = { story: new Story(project, 0), project, begun: new Map() };
  for (const line of lines) {
    const { time = '', who = '', what = '' } = LINE.exec(line)?.groups ?? {};
    teller.story.at(instant(time));
    const verb = VERBS.find(({ form }) => form.test(what));
    if (verb === undefined) throw new Error(`the history says something that nobody understands: ${line}`);
    verb.tell(teller, { ...verb.form.exec(what)?.groups }, who);
  }
  return teller.story;
}

/** `2026-11-20 10:00` as an instant. */
export function instant(time: string): Instant {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)$/.exec(time) ?? [];
  if (day === undefined || clock === undefined) throw new Error(`no time: ${time}`);
  return instantAt(Date.parse(`${day}T${clock}Z`));
}

function reference(image: string, version: string): string {
  return `docker.io/example/${image}:${version}`;
}

function imagesOf(project: Project, name: string, said = ''): Readonly<Record<string, string | undefined>> {
  const chosen = new Map(
    said.split(', ').map((one): [string, string] => [one.split(' ')[0] ?? '', one.split(' ')[1] ?? '']),
  );
  const services = project.serviceSets.flatMap((set) => set.services.flatMap(({ containers }) => containers));
  const version = (artifact: ArtifactKey) => chosen.get(artifact) ?? name;
  return Object.fromEntries(
    services
      .filter(({ artifact }) => version(artifact) !== 'missing')
      .map(({ artifact }) => [
        artifact,
        version(artifact) === 'unpinned' ? undefined : digestOf(artifact, Number(version(artifact))),
      ]),
  );
}
