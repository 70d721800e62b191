import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { constructError } from './construct-error.js';

/** What the function's bundle consists of; Lambda brings the AWS SDK itself. */
const BUNDLE = 'index.js';

/**
 * Where the bundle stands, seen from the folder of this file: beside the constructs of the built package, beside the
 * command line that they are bundled into, or in what was built of a checkout.
 */
const PLACES = ['../bin/ledger-function', 'ledger-function', '../dist/bin/ledger-function'];

/**
 * The folder with the code of a ledger's function, which comes with this package.
 *
 * @throws SlipwayError with `NoLedgerFunction` where the package was not built
 */
export function ledgerCode(scope: IConstruct): string {
  const folder = PLACES.map((place) => join(__dirname, place)).find((place) => existsSync(join(place, BUNDLE)));
  if (folder !== undefined) return folder;
  throw constructError(
    scope,
    'NoLedgerFunction',
    "the code of the ledger's function is missing: dist/bin/ledger-function/index.js",
    'run `npm run build` in a checkout of Slipway; an installed package that lacks it is damaged: install it again',
  );
}
