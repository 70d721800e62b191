import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages.js';

test('the page about the record names every kind of event, and no other', () => {
  const page = pages.find(({ path }) => path === 'docs/record.md')?.text ?? '';
  const rows = page.slice(page.indexOf('## What is in it'), page.indexOf('An event is a JSON file'));
  const named = [...rows.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, kinds = '']) => kinds.match(/[a-z]+\.[a-z]+/g) ?? []);
  const sources = ['events.ts', 'control-events.ts'].map((file) =>
    readFileSync(join(__dirname, '../../lib/promotion/events', file), 'utf8'),
  );
  const kinds = sources.flatMap((text) => [...text.matchAll(/readonly type: '([a-z.]+)'/g)].map(([, kind]) => kind));
  expect(named.sort()).toEqual(kinds.sort());
});
