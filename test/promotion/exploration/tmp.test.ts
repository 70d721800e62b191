import { explore } from './explore.js';
import { INVARIANTS } from './invariants/all.js';
import { MUTATIONS } from './mutations/all.js';
import { worldsOf } from './worlds/all.js';

test('x', () => {
  for (const m of MUTATIONS) {
    const f = explore(worldsOf('small')[m.world], m.rules, [INVARIANTS[m.caughtBy]], { states: 20000 });
    process.stdout.write(`== ${m.fault} -> ${f.breach?.length} ${f.states}\n`);
    if (['keptn #7116', 'kargo #5144', 'arm/mcp #176', 'ods-jenkins-shared-library #708'].includes(m.source))
      process.stdout.write(`${f.breach?.why}\n${f.breach?.story}\n`);
  }
});
