import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pages, root } from './pages.js';

interface Link {
  readonly page: string;
  readonly line: number;
  readonly to: string;
}

const links = pages.flatMap(({ path, text }) =>
  withoutSnippets(text)
    .split('\n')
    .flatMap((line, index) => linksIn(line).map((to): Link => ({ page: path, line: index + 1, to }))),
);

/** The same lines, those of snippets empty. */
function withoutSnippets(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, (snippet) => snippet.replace(/.+/g, ''));
}

function linksIn(line: string): string[] {
  return [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
}

/** The anchors that a page's headings get on GitHub. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutSnippets(text).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- _]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('pages have links', () => {
  expect(links.length).toBeGreaterThan(20);
});

test('every link into the repository leads somewhere, and every anchor is a heading there', () => {
  const broken = links
    .filter(({ to }) => !/^https?:/.test(to))
    .filter(({ page, to }) => {
      const [file = '', anchor] = to.split('#');
      const target = file === '' ? join(root, page) : join(root, dirname(page), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
    });
  expect(broken.map(({ page, line, to }) => `${page}:${line}: ${to}`)).toEqual([]);
});

test('every page of docs is one or two links away from the README', () => {
  const readFrom = (page: string) =>
    links.filter((link) => link.page === page).map(({ to }) => join(dirname(page), to.split('#')[0] ?? ''));
  const near = readFrom('README.md');
  const reached = new Set([...near, ...near.flatMap(readFrom)]);
  const decisions = near.includes('docs/decisions');
  const asked = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
  const far = asked.filter((path) => !reached.has(path) && !(decisions && path.startsWith('docs/decisions/')));
  expect(far).toEqual([]);
});
