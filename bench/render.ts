import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './interleaved.js';
import type { ProcessReport } from './render-process.js';
import { SERVICES_PER_STACK } from './render-workload.js';
import { isWithin, type Row, rowText } from './row.js';

/**
 * How rendering compares with the same services written by hand, in one run, as ratios of processor time: a clock would
 * measure what else the machine does.
 */
const WAYS = ['slipway', 'l2', 'l1'] as const;
type Way = (typeof WAYS)[number];

const COUNTS = [20, 100, 400];
const PROCESS_RUNS = 5;
const WARM_UPS = 2;
const WARM_ROUNDS = 3;
/** Processes for one count in the warm measurement, interleaved so that a busy moment hits every way. */
const WARM_RUNS = 3;

const LIMITS = { l2: 0.9, l1: 2.5, memory: 1.0, resources: 5 };

function run(way: Way, count: number, rounds: number, warmUps: number): ProcessReport {
  const args = [join(__dirname, 'render-process.js'), way, String(count), String(rounds), String(warmUps)];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (child.status !== 0) throw new Error(`rendering ${count} services with ${way} failed\n${child.stderr}`);
  return JSON.parse(child.stdout) as ProcessReport;
}

/** Every way once a round, in turn. */
function interleaved(
  count: number,
  runs: number,
  rounds: number,
  warmUps: number,
): Record<Way, readonly ProcessReport[]> {
  const all: Record<Way, ProcessReport[]> = { slipway: [], l2: [], l1: [] };
  for (let index = 0; index < runs; index++) for (const way of WAYS) all[way].push(run(way, count, rounds, warmUps));
  return all;
}

function wholeProcesses(count: number): Row[] {
  const runs = interleaved(count, PROCESS_RUNS, 1, 0);
  const whole = (way: Way): number => median(runs[way].map((report) => report.whole));
  const memory = (way: Way): number => median(runs[way].map((report) => report.memory));
  const rows = [
    { what: `${count} services, whole process, against L2`, value: whole('slipway') / whole('l2'), limit: LIMITS.l2 },
    { what: `${count} services, whole process, against L1`, value: whole('slipway') / whole('l1'), limit: LIMITS.l1 },
  ];
  if (count !== Math.max(...COUNTS)) return rows;
  return [
    ...rows,
    {
      what: `${count} services, peak memory, against L2`,
      value: memory('slipway') / memory('l2'),
      limit: LIMITS.memory,
    },
    { what: 'resources per service', value: resourcesPerService(), limit: LIMITS.resources },
  ];
}

/** What one more service adds to a stack; the network and what is shared do not count. */
function resourcesPerService(): number {
  const resources = (count: number): number => run('slipway', count, 1, 0).resources;
  return (resources(SERVICES_PER_STACK) - resources(1)) / (SERVICES_PER_STACK - 1);
}

function warm(count: number): Row[] {
  const runs = interleaved(count, WARM_RUNS, WARM_ROUNDS, WARM_UPS);
  const took = (way: Way): number => median(runs[way].flatMap((report) => report.milliseconds));
  return [
    { what: `${count} services, warm, against L2`, value: took('slipway') / took('l2'), limit: LIMITS.l2 },
    { what: `${count} services, warm, against L1`, value: took('slipway') / took('l1'), limit: LIMITS.l1 },
  ];
}

let allWithin = true;
for (const count of COUNTS)
  for (const row of [...wholeProcesses(count), ...warm(count)]) {
    console.log(rowText(row));
    allWithin &&= isWithin(row);
  }
process.exitCode = allWithin ? 0 : 1;
