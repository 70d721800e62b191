import { explore } from './explore.js';
import { INVARIANTS } from './invariants/all.js';
import { REAL_RULES } from './rules.js';
import { worldsOf } from './worlds.js';

test.each(Object.values(worldsOf('small')).map((setup) => [setup.name, setup] as const))('%s', (name, setup) => {
  const times: Record<string, number> = {};
  const timed = Object.entries(INVARIANTS)
    .filter(([k]) => k !== 'replayIsTheSame')
    .map(([k, i]) => ({
      name: k,
      of: i.of,
      breach: (t: any, r: any) => {
        const b = process.hrtime.bigint();
        const x = i.breach(t, r);
        times[k] = (times[k] ?? 0) + Number(process.hrtime.bigint() - b) / 1e6;
        return x;
      },
    }));
  const t0 = process.cpuUsage();
  const found = explore(setup, REAL_RULES, timed, { states: 4000 });
  const ms = process.cpuUsage(t0).user / 1000;
  const list = Object.entries(times)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 7)
    .map(([k, v]) => `${k} ${v.toFixed(0)}`)
    .join(', ');
  process.stdout.write(
    `${name}: ${found.states} states, ${found.transitions} transitions, depth ${found.depth}, ${found.exhausted}, ${ms} ms: ${list}\n`,
  );
  if (found.breach)
    process.stdout.write(`BREACH ${found.breach.invariant}\n${found.breach.why}\n${found.breach.story}\n`);
});
