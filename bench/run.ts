/**
 * `npm run bench`: runs the benchmarks and prints their ratios. `-- --check` ends with 1 where one is over its bar;
 * `-- status` runs that benchmark only.
 */
import { isMet, type Ratio, ratioOf } from './ratio.js';

const benchmarks: Readonly<Record<string, () => Promise<readonly Ratio[]>>> = {
  status: async () => (await import('./status.js')).statusRatios(),
};

async function main(args: readonly string[]): Promise<void> {
  const chosen = args.filter((arg) => !arg.startsWith('--'));
  const unknown = chosen.find((name) => benchmarks[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`no benchmark "${unknown}": there are ${Object.keys(benchmarks).join(', ')}`);
  const ratios: Ratio[] = [];
  for (const [name, run] of Object.entries(benchmarks)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    for (const ratio of await run()) {
      ratios.push(ratio);
      console.log(line(ratio));
    }
  }
  const missed = ratios.filter((ratio) => !isMet(ratio)).length;
  console.log(`\n${ratios.length - missed} of ${ratios.length} within their bars`);
  if (missed > 0 && args.includes('--check')) process.exitCode = 1;
}

/** `ok    2.31 x  (bar 4)  slipway status 98 ms, node -e 0 42 ms` */
function line(ratio: Ratio): string {
  const { what, value, against, baseline, unit, bar } = ratio;
  const times = `${ratioOf(ratio).toFixed(2).padStart(6)} x`;
  const figures = `${what} ${round(value)} ${unit}, ${against} ${round(baseline)} ${unit}`;
  return `${isMet(ratio) ? 'ok  ' : 'OVER'} ${times}  ${`(bar ${bar})`.padEnd(9)}  ${figures}`;
}

function round(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
