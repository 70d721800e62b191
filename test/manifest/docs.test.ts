import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestJsonSchema, manifestProblems } from '../../lib/manifest/index.js';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'manifest.md'), 'utf8');
const source = readFileSync(join(__dirname, '..', '..', 'lib', 'manifest', 'problems.ts'), 'utf8');

/** Every key that a JSON Schema knows, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

describe('the page about the manifest', () => {
  test('names every key', () => {
    const missing = [...new Set(keysOf(manifestJsonSchema()))].filter(
      (key) => !new RegExp(`\\b${key.replace('$', '')}\\b`).test(page),
    );
    expect(missing).toEqual([]);
  });

  test('explains every warning', () => {
    const warnings = source.slice(source.indexOf('// Warnings')).match(/^ {2}[A-Z]\w+/gm) ?? [];
    const explained = [...page.slice(page.indexOf('## Warnings')).matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
    expect(warnings.map((code) => code.trim()).sort()).toEqual([...explained].sort());
    for (const code of explained) expect(Object.keys(manifestProblems)).toContain(code);
  });
});
