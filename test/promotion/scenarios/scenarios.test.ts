import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import type { ArtifactKey } from '../../../lib/ids.js';
import { parseManifest } from '../../../lib/manifest/index.js';
import type { Lineage } from '../../../lib/promotion/index.js';
import { PROJECT, SET } from '../world.js';
import { instant, storyOf } from './history.js';

/** A manifest, what happened, and what the law answers to whoever asks then. */
const scenarios = z.strictObject({
  scenario: z.string(),
  manifest: z.string(),
  history: z.array(z.string()),
  asked: z
    .array(
      z.strictObject({
        /** `deploy 2 to production at 2026-11-20 10:00`. */
        may: z.string(),
        /** How the commits of the release stand to those that run. */
        commits: z.record(z.string(), z.enum(['same', 'descendant', 'ancestor', 'diverged'])).optional(),
        /** Nobody asks: it would follow by itself. */
        automatic: z.literal(true).optional(),
        eligible: z.boolean(),
        /** Of all that stands in the way, in order. */
        codes: z.array(z.string()).default([]),
        /** Of what a broken glass waived. */
        overridden: z.array(z.string()).default([]),
        /** When the answer turns by itself; `never` where it does not. */
        earliest: z.string().default('never'),
        /** What the reasons say, among other things. */
        says: z.array(z.string()).default([]),
        nearest: z.number().optional(),
      }),
    )
    .min(1),
});

type Scenario = z.infer<typeof scenarios>;

const QUESTION = /^(?<kind>deploy|promote|sync|rollback) (?<name>\d+) (?:to|in) (?<where>\w+) at (?<at>\S+ \S+)$/;

function answerTo(scenario: Scenario, asked: Scenario['asked'][number]) {
  const { manifest } = parseManifest(scenario.manifest);
  const [project] = manifest.projects;
  const { kind, name = '', where = '', at = '' } = QUESTION.exec(asked.may)?.groups ?? {};
  if (project === undefined || kind === undefined) throw new Error(`nothing that can be asked: ${asked.may}`);
  const story = storyOf({ ...project, id: PROJECT }, scenario.history);
  return story.ask(name, where, kind as 'deploy', {
    at: instant(at),
    change: story.change(name, where),
    ...(asked.commits === undefined ? {} : { lineage: asked.commits as Readonly<Record<ArtifactKey, Lineage>> }),
    ...(asked.automatic === undefined ? {} : { automatic: true }),
  });
}

const folder = __dirname;
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe.each(files)('%s', (file) => {
  const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
  const told = documents.map((document) => scenarios.parse(document.toJS()));

  for (const scenario of told)
    describe(scenario.scenario, () => {
      test.each(scenario.asked.map((asked): [string, typeof asked] => [asked.may, asked]))('%s?', (_, asked) => {
        const { eligible, reasons, overridden = [], earliest } = answerTo(scenario, asked);
        const answer = {
          eligible,
          codes: reasons.map(({ code }) => code),
          overridden: overridden.map(({ code }) => code),
          earliest: earliest ?? 'never',
        };
        expect(answer).toEqual({
          eligible: asked.eligible,
          codes: asked.codes,
          overridden: asked.overridden,
          earliest: asked.earliest === 'never' ? 'never' : instant(asked.earliest),
        });
        const text = reasons.map(({ message, by, hint }) => [message, by, hint].join('\n')).join('\n');
        for (const words of asked.says) expect(text).toContain(words);
        if (asked.nearest !== undefined) expect(reasons[0]?.nearest?.release).toBe(`rel-${asked.nearest}`);
      });
    });
});

test('a set that is implied is the one that scenarios speak of', () => {
  const { manifest } = parseManifest(
    '{ project: p, environments: [{ id: dev }], services: [{ id: web, image: web }] }',
  );
  expect(manifest.projects[0]?.serviceSets[0]?.id).toBe(SET);
});
