import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constructProblems } from '../../constructs/problems.js';

const reference = readFileSync(join(__dirname, '../../docs/constructs.md'), 'utf8');

test.each(Object.entries(constructProblems))('the reference lists the error %s with what it means', (code, meaning) => {
  expect(reference).toContain(`| \`${code}\` | ${meaning} |`);
});
