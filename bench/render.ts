import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ProcessReport } from './render-process.js';
import { SERVICES_PER_STACK } from './render-workload.js';

/** How rendering compares with the same services written by hand, in one run; absolute times say little about anything. */
const WAYS = ['slipway', 'l2', 'l1'] as const;
type Way = (typeof WAYS)[number];

const COUNTS = [20, 100, 400];
const PROCESS_RUNS = 5;
const WARM_UPS = 2;
const WARM_ROUNDS = 3;
/** Processes for one count in the warm measurement, interleaved so that a busy moment hits every way. */
const WARM_RUNS = 3;

const LIMITS = { l2: 0.9, l1: 2.5, memory: 1.0, resources: 5 };

interface Row {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
}

interface Measured {
  readonly wall: number;
  readonly report: ProcessReport;
}

function run(way: Way, count: number, rounds: number, warmUps: number): Measured {
  const start = process.hrtime.bigint();
  const child = spawnSync(
    process.execPath,
    [join(__dirname, 'render-process.js'), way, String(count), String(rounds), String(warmUps)],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (child.status !== 0) throw new Error(`rendering ${count} services with ${way} failed\n${child.stderr}`);
  return { wall, report: JSON.parse(child.stdout) as ProcessReport };
}

/** Every way once a round, in turn. */
function interleaved(count: number, runs: number, rounds: number, warmUps: number): Record<Way, readonly Measured[]> {
  const all: Record<Way, Measured[]> = { slipway: [], l2: [], l1: [] };
  for (let index = 0; index < runs; index++) for (const way of WAYS) all[way].push(run(way, count, rounds, warmUps));
  return all;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function wholeProcesses(count: number): Row[] {
  const runs = interleaved(count, PROCESS_RUNS, 1, 0);
  const wall = (way: Way): number => median(runs[way].map((measured) => measured.wall));
  const memory = (way: Way): number => median(runs[way].map(({ report }) => report.memory));
  const rows = [
    { what: `${count} services, whole process, against L2`, value: wall('slipway') / wall('l2'), limit: LIMITS.l2 },
    { what: `${count} services, whole process, against L1`, value: wall('slipway') / wall('l1'), limit: LIMITS.l1 },
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
  const resources = (count: number): number => run('slipway', count, 1, 0).report.resources;
  return (resources(SERVICES_PER_STACK) - resources(1)) / (SERVICES_PER_STACK - 1);
}

function warm(count: number): Row[] {
  const runs = interleaved(count, WARM_RUNS, WARM_ROUNDS, WARM_UPS);
  const took = (way: Way): number => median(runs[way].flatMap(({ report }) => report.milliseconds));
  return [
    { what: `${count} services, warm, against L2`, value: took('slipway') / took('l2'), limit: LIMITS.l2 },
    { what: `${count} services, warm, against L1`, value: took('slipway') / took('l1'), limit: LIMITS.l1 },
  ];
}

function print({ what, value, limit }: Row): boolean {
  const good = value <= limit;
  console.log(`${good ? 'pass' : 'FAIL'}  ${value.toFixed(2).padStart(5)}  ≤ ${limit.toFixed(2)}  ${what}`);
  return good;
}

const results = COUNTS.flatMap((count) => [...wholeProcesses(count), ...warm(count)].map(print));
process.exitCode = results.every(Boolean) ? 0 : 1;
