/**
 * Runs after `npm ci` in a checkout (never for those who install the package): builds `dist` where it is not fresh, and
 * puts `slipway` beside the other programs in node_modules/.bin, so that npm scripts find it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { linkProgram } from './build/link.mjs';
import { isFresh, root } from './build/places.mjs';

if (!canBuild()) {
  console.error('prepare: without the development dependencies nothing is built');
} else {
  if (!isFresh()) await import('./build.mjs');
  if (existsSync(`${root}/node_modules/.bin`)) linkProgram();
}

function canBuild() {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('typescript/package.json');
    require.resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}
