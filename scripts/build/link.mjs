import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';

/** Makes `slipway` runnable from node_modules/.bin, as npm does for the programs of dependencies. */
export function linkProgram() {
  const link = join(root, 'node_modules', '.bin', 'slipway');
  rmSync(link, { force: true });
  if (process.platform !== 'win32') {
    symlinkSync('../../dist/bin/slipway.js', link);
    return;
  }
  // Windows links need a privilege that most people do not have; npm itself writes such shims too.
  writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\dist\\bin\\slipway.js" %*\r\n');
  writeFileSync(link, '#!/bin/sh\nexec node "$(dirname "$0")/../../dist/bin/slipway.js" "$@"\n');
}
