/**
 * Runs the benchmarks and prints their ratios. `--check` ends with 1 where one is over its limit; names of benchmarks
 * choose among them.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isWithin, rowText } from './row.js';
import { statusRows } from './status.js';

/** Each runs, prints its rows, and says whether all were within their limits. */
const benchmarks: Readonly<Record<string, () => Promise<boolean>>> = {
  status: async () => {
    const rows = await statusRows();
    for (const row of rows) console.log(rowText(row));
    return rows.every(isWithin);
  },
  render: async () => spawnSync(process.execPath, [join(__dirname, 'render.js')], { stdio: 'inherit' }).status === 0,
};

async function main(args: readonly string[]): Promise<void> {
  const chosen = args.filter((arg) => !arg.startsWith('--'));
  const unknown = chosen.find((name) => benchmarks[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`no benchmark "${unknown}": there are ${Object.keys(benchmarks).join(', ')}`);
  let allWithin = true;
  for (const [name, run] of Object.entries(benchmarks)) {
    if (chosen.length === 0 || chosen.includes(name)) allWithin = (await run()) && allWithin;
  }
  if (!allWithin && args.includes('--check')) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
