import { DirectoryLedger, record } from '../../lib/ledger/index.js';
import { releaseCreated } from './drafts.js';

/**
 * A process that records: `node writer.js <root> <name> <count>` makes releases `<name>-1` to `<name>-<count>`, each
 * unless it is there already, under the next free number, and says which it recorded. Packs early, so that few events do.
 */
async function main([root = '', name = '', count = '1']: readonly string[]): Promise<void> {
  const ledger = new DirectoryLedger(root, { maxLoose: 8, keptLoose: 4 });
  for (let index = 1; index <= Number(count); index++) await recordRelease(ledger, `${name}-${index}`);
}

async function recordRelease(ledger: DirectoryLedger, id: string): Promise<void> {
  const draft = releaseCreated(id);
  const { event } = await record(ledger, draft.project, ({ state }) =>
    Object.hasOwn(state.releases, id) ? undefined : draft.numbered(state.lastNumber + 1),
  );
  if (event !== undefined) console.log(`recorded ${id}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
