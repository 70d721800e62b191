import { promotionProblems } from '../../lib/promotion/problems.js';
import { pages } from './pages.js';

/** Why there is nothing to take over: said by `sync` and `status`, and not by the law about a release. */
const NOT_OF_A_RELEASE = ['FirstEnvironment', 'NotAnEdge', 'NothingPassed'];

test('the page about concepts names every reason for which the law refuses, and no other', () => {
  const page = pages.find(({ path }) => path === 'docs/concepts.md')?.text ?? '';
  const section = page.slice(page.indexOf('## When a release may run'), page.indexOf('## Where things are'));
  const named = [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, codes = '']) => codes.match(/\w+/g) ?? []);
  const codes = Object.keys(promotionProblems).filter((code) => !NOT_OF_A_RELEASE.includes(code));
  expect(named.sort()).toEqual(codes.sort());
});
