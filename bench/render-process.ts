import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { benchServices, stacksOf } from './render-workload.js';

/**
 * One process of the benchmark: renders `count` services in one way, `rounds` times after `warmUps` unmeasured times, and
 * prints what it took as JSON. Only the way that is measured is loaded.
 *
 *     node render-process.js <slipway|l2|l1> <count> [rounds] [warmUps]
 */
export interface ProcessReport {
  /** Processor time of each measured round, in milliseconds. */
  readonly milliseconds: readonly number[];
  /** Processor time of the whole process, loading included, in milliseconds. */
  readonly whole: number;
  /** Resources of all stacks. */
  readonly resources: number;
  /** Bytes of all templates. */
  readonly bytes: number;
  /** Greatest resident memory of the process, MiB. */
  readonly memory: number;
}

type Render = (app: App, stackName: string, services: ReturnType<typeof benchServices>) => void;

async function load(way: string | undefined): Promise<Render> {
  if (way === 'slipway') return (await import('./render-with-slipway.js')).renderWithSlipway;
  if (way === 'l2') return (await import('./render-by-hand-l2.js')).renderByHandL2;
  if (way === 'l1') return (await import('./render-by-hand-l1.js')).renderByHandL1;
  throw new Error(`"${way}" is no way to render`);
}

/** Milliseconds that this process has computed: unlike a clock it does not run while other processes do. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function synthesize(render: Render, count: number): { readonly templates: readonly string[]; readonly took: number } {
  const outdir = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const start = processorTime();
    const app = new App({
      outdir,
      context: recommendedFlags,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
    });
    for (const [index, services] of stacksOf(benchServices(count)).entries()) render(app, `bench-${index}`, services);
    app.synth();
    const took = processorTime() - start;
    const files = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
    return { took, templates: files.map((file) => readFileSync(join(outdir, file), 'utf8')) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

async function main([way, count, rounds = '1', warmUps = '0']: readonly string[]): Promise<void> {
  const render = await load(way);
  for (let round = 0; round < Number(warmUps); round++) synthesize(render, Number(count));
  const runs = Array.from({ length: Number(rounds) }, () => synthesize(render, Number(count)));
  const whole = processorTime();
  const templates = runs[0]?.templates ?? [];
  const report: ProcessReport = {
    milliseconds: runs.map(({ took }) => took),
    whole,
    resources: templates.reduce((sum, text) => sum + Object.keys(JSON.parse(text).Resources).length, 0),
    bytes: templates.reduce((sum, text) => sum + text.length, 0),
    memory: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(report));
}

void main(process.argv.slice(2));
