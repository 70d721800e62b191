import { parse } from 'yaml';
import { imageRecordName, type RecordOwner, writeImageRecord } from '../../lib/images/directory/image-record.js';
import type { ImageVersion } from '../../lib/images/index.js';
import { eventFileName, renderEvent } from '../../lib/ledger/directory/event-file.js';
import { readManifest } from '../../lib/manifest/index.js';
import { checkEvent, type LedgerEvent } from '../../lib/promotion/index.js';
import { type ReleaseContent, releaseId } from '../../lib/release/index.js';
import { grantedPolicy } from './granted-policies.js';
import { pages, type Snippet, snippetsIn } from './pages.js';

/** Every language that a snippet may have, and what holds it to the truth. */
const CHECKED: Readonly<Record<string, string>> = {
  ts: 'is compiled',
  sh: 'is run',
  console: 'is run',
  yaml: 'is read as a manifest',
  json: 'is compared with what is written',
  text: 'is a drawing or what a program prints, for people to look at',
};

test('every snippet says its language, and it is one that is looked after', () => {
  const unknown = pages.flatMap(({ snippets }) => snippets.filter(({ language }) => CHECKED[language] === undefined));
  expect(unknown.map(({ page, line, language }) => `${page}:${line}: "${language}"`)).toEqual([]);
});

test.each(cases('yaml').filter(([, snippet]) => !isWorkflow(snippet)))(
  'the manifest at %s is right, and nothing about it is suspicious',
  (_, { text }) => {
    expect(readManifest(text)).toMatchObject({ errors: [], warnings: [] });
  },
);

test.each(cases('yaml').filter(([, snippet]) => isWorkflow(snippet)))(
  'the workflow at %s gets an identity, and its steps do something each',
  (_, { text }) => {
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions['id-token']).toBe('write');
    for (const step of Object.values(jobs).flatMap(({ steps }) => steps))
      expect(Object.keys(step).filter((key) => key === 'uses' || key === 'run')).toHaveLength(1);
  },
);

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly object[] }>>;
}

function isWorkflow({ text }: Snippet): boolean {
  return text.startsWith('# .github/workflows/');
}

/** Each kind of JSON that pages show: how to tell it, and what must be true of it. */
const kinds: readonly { readonly has: string; readonly holds: (snippet: Snippet) => void }[] = [
  {
    has: 'serviceSet',
    holds: ({ text, page }) => {
      expectMention(page, `which is \`${releaseId(JSON.parse(text) as ReleaseContent)}\``);
    },
  },
  {
    has: 'fact',
    holds: ({ text, page }) => {
      const event = JSON.parse(text) as LedgerEvent;
      expect(checkEvent(event)).toBeUndefined();
      expect(text).toBe(renderEvent(event));
      expectMention(page, eventFileName(event));
    },
  },
  {
    has: 'Statement',
    holds: ({ text }) => {
      const granted = [
        grantedPolicy((grants, role) => grants.read(role)),
        grantedPolicy((grants, role) => grants.record(role)),
        grantedPolicy((grants, role) => grants.deploy(role)),
      ];
      expect(granted).toContainEqual(JSON.parse(text));
    },
  },
  {
    has: 'label',
    holds: ({ text, page }) => {
      const record = JSON.parse(text) as RecordOwner & ImageVersion;
      expect(text).toBe(writeImageRecord(record, record));
      expectMention(page, imageRecordName(record.version, text));
    },
  },
];

test.each(cases('json'))('the JSON at %s is what is really written', (_, snippet) => {
  const value = JSON.parse(snippet.text) as object;
  const kind = kinds.find(({ has }) => Object.hasOwn(value, has));
  if (kind === undefined) throw new Error('say in this test what must be true of JSON of this kind');
  kind.holds(snippet);
});

function cases(language: string): [string, Snippet][] {
  return snippetsIn(language).map((snippet) => [`${snippet.page}:${snippet.line}`, snippet]);
}

function expectMention(path: string, words: string): void {
  const mentioned = pages.find((page) => page.path === path)?.text.includes(words);
  expect({ path, words, mentioned }).toEqual({ path, words, mentioned: true });
}
