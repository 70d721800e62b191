import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { cycles } from './graph.js';
import { knows } from './layout.js';
import { type Rule, rules } from './rules.js';
import { readSource, type SourceFile } from './source-file.js';

const root = join(__dirname, '..', '..');

function sourcesIn(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}${sep}${file}`),
    )
    .filter((path) => /(?<!\.d)\.ts$/.test(path) && !/(node_modules|cdk\.out)/.test(path))
    .sort()
    .map((path) => readSource(path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')));
}

describe('the layout', () => {
  const sources = sourcesIn('lib', 'constructs', 'bin', 'examples', 'bench', 'test');

  test.each(Object.values<Rule>(rules).map((rule) => [rule.promise, rule] as const))('%s', (_, rule) => {
    expect(rule.breaches(sources)).toEqual([]);
  });

  test('whom the folders of lib may know allows of no cycle', () => {
    expect(cycles(new Map(Object.entries(knows)))).toEqual([]);
  });
});

/** What each rule refuses, with what it says, and the like that it lets pass. */
const cases: Record<
  keyof typeof rules,
  { refused: [path: string, text: string, says: string][]; passed: [string, string][] }
> = {
  foldersKnowOnlyTheirOwn: {
    refused: [
      [
        'lib/release/a.ts',
        "\nimport type { State } from '../promotion/index.js';",
        'lib/release/a.ts:2: lib/release may not know lib/promotion (it knows manifest, images)',
      ],
      [
        'lib/manifest/a.ts',
        "export { x } from '../images/index.js';",
        'lib/manifest/a.ts:1: lib/manifest may not know lib/images (it knows none)',
      ],
      [
        'lib/problem.ts',
        "import '../lib/manifest/index.js';",
        'lib/problem.ts:1: a file directly in lib may know no folder, but imports lib/manifest',
      ],
      [
        'lib/novelty/a.ts',
        "import '../manifest/index.js';",
        'lib/novelty/a.ts:1: lib/novelty is not in the layout: say in layout.ts whom it may know',
      ],
      [
        'lib/ledger/a.ts',
        "const x = import('../delivery/index.js');",
        'lib/ledger/a.ts:1: lib/ledger may not know lib/delivery (it knows files, aws, manifest, images, release, promotion)',
      ],
      [
        'lib/images/a.ts',
        "let x: import('../release/model.js').Release;",
        'lib/images/a.ts:1: lib/images may not know lib/release (it knows files, aws, manifest)',
      ],
    ],
    passed: [
      [
        'lib/promotion/a.ts',
        "import { x } from '../release/index.js'; import { y } from '../ids.js'; import { z } from './b.js';",
      ],
      ['lib/index.ts', "export { x } from './delivery/index.js';"],
    ],
  },
  publicNamesOnly: {
    refused: [
      [
        'bin/a.ts',
        "import { parse } from '../lib/images/image-reference.js';",
        'bin/a.ts:1: takes more than types from lib/images/image-reference.ts: import lib/images/index.js',
      ],
      [
        'lib/report/a.ts',
        "import { type A, b } from '../manifest/model.js';",
        'lib/report/a.ts:1: takes more than types from lib/manifest/model.ts: import lib/manifest/index.js',
      ],
    ],
    passed: [
      [
        'lib/release/a.ts',
        "import type { A } from '../manifest/model.js'; import { type B } from '../manifest/model.js'; import { c } from '../manifest/index.js';",
      ],
      ['lib/release/a.ts', "import { parse } from '../images/image-reference.js';"],
    ],
  },
  constructsLoadQuickly: {
    refused: [
      ['constructs/a.ts', "import { z } from 'zod/mini';", 'constructs/a.ts:1: loads constructs/a.ts: constructs/a.ts'],
    ],
    passed: [
      ['constructs/a.ts', "import type { ZodType } from 'zod';"],
      ['lib/manifest/a.ts', "import { parseDocument } from 'yaml';"],
    ],
  },
  libraryOnZodAndYaml: {
    refused: [
      ['lib/release/a.ts', "import { readFileSync } from 'node:fs';", 'lib/release/a.ts:1: imports node:fs'],
      ['lib/images/catalogue.ts', "const fs = require('node:fs');", 'lib/images/catalogue.ts:1: imports node:fs'],
      ['lib/manifest/a.ts', "import { createHash } from 'node:crypto';", 'lib/manifest/a.ts:1: imports node:crypto'],
      [
        'lib/promotion/a.ts',
        "import type { Stack } from 'aws-cdk-lib/core';",
        'lib/promotion/a.ts:1: imports aws-cdk-lib/core',
      ],
      [
        'lib/ledger/ledger.ts',
        "import '@aws-sdk/client-dynamodb';",
        'lib/ledger/ledger.ts:1: imports @aws-sdk/client-dynamodb',
      ],
      ['lib/report/a.ts', 'const m = import(name);', 'lib/report/a.ts:1: imports <computed>'],
    ],
    passed: [
      ['lib/manifest/a.ts', "import { z } from 'zod'; import { parseDocument } from 'yaml';"],
      ['lib/canonical.ts', "import { createHash } from 'node:crypto';"],
      ['lib/ledger/directory-ledger.ts', "import { readFileSync } from 'node:fs';"],
      ['lib/targets/resource-changes.ts', "import { fullDiff } from '@aws-cdk/cloudformation-diff';"],
    ],
  },
  rimOnNodeAndAws: {
    refused: [
      [
        'lib/ledger/directory-ledger.ts',
        "import { Stack } from 'aws-cdk-lib/core';",
        'lib/ledger/directory-ledger.ts:1: imports aws-cdk-lib/core',
      ],
      ['lib/images/ssm/a.ts', "import _ from 'lodash';", 'lib/images/ssm/a.ts:1: imports lodash'],
    ],
    passed: [
      [
        'lib/images/ssm-catalogue.ts',
        "import { SSMClient } from '@aws-sdk/client-ssm'; import { join } from 'node:path';",
      ],
    ],
  },
  constructsOnCdk: {
    refused: [
      [
        'constructs/a.ts',
        "import { SSMClient } from '@aws-sdk/client-ssm';",
        'constructs/a.ts:1: imports @aws-sdk/client-ssm',
      ],
      ['constructs/a.ts', "import { readFileSync } from 'node:fs';", 'constructs/a.ts:1: imports node:fs'],
      [
        'constructs/a.ts',
        "import { x } from '../lib/ledger/directory-ledger.js';",
        'constructs/a.ts:1: imports lib/ledger/directory-ledger.ts',
      ],
      ['constructs/a.ts', "import { x } from '../bin/session.js';", 'constructs/a.ts:1: imports bin/session.ts'],
    ],
    passed: [
      ['constructs/ledger-code.ts', "import { existsSync } from 'node:fs';"],
      [
        'constructs/a.ts',
        "import { Stack } from 'aws-cdk-lib/core'; import { Construct } from 'constructs'; import { x } from '../lib/release/index.js';",
      ],
    ],
  },
  slowIsLazy: {
    refused: [
      [
        'lib/targets/index.ts',
        "export { resourceChanges } from './resource-changes.js';",
        'lib/targets/index.ts:1: loads lib/targets/resource-changes.ts: take it by import()',
      ],
    ],
    passed: [
      ['bin/commands/a.ts', "const changes = await import('../../lib/targets/resource-changes.js');"],
      ['bin/commands/a.ts', "import type { Change } from '../../lib/targets/resource-changes.js';"],
    ],
  },
  cdktfInOnePlace: {
    refused: [
      ['constructs/a.ts', "import { TerraformStack } from 'cdktf';", 'constructs/a.ts:1: imports cdktf'],
      [
        'bin/a.ts',
        "import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';",
        'bin/a.ts:1: imports @cdktf/provider-aws/lib/ssm-parameter',
      ],
    ],
    passed: [['constructs/terraform/a.ts', "import { TerraformStack } from 'cdktf';"]],
  },
  packagesBySubPath: {
    refused: [
      [
        'examples/foo/app.ts',
        "import { Stack } from 'aws-cdk-lib';",
        'examples/foo/app.ts:1: imports the root of aws-cdk-lib',
      ],
    ],
    passed: [['constructs/a.ts', "import { Stack } from 'aws-cdk-lib/core'; import type { App } from 'aws-cdk-lib';"]],
  },
  nobodyKnowsBin: {
    refused: [
      [
        'lib/delivery/a.ts',
        "import type { Host } from '../../bin/host.js';",
        'lib/delivery/a.ts:1: imports bin/host.ts',
      ],
    ],
    passed: [['bin/a.ts', "import { x } from './host.js';"]],
  },
  examplesArePublic: {
    refused: [
      [
        'examples/foo/app.ts',
        "import { x } from '../../constructs/index.js';",
        'examples/foo/app.ts:1: reaches out of examples/foo for constructs/index.ts',
      ],
      [
        'examples/foo/app.ts',
        "import { x } from '../foo-bar/a.js';",
        'examples/foo/app.ts:1: reaches out of examples/foo for examples/foo-bar/a.ts',
      ],
      [
        'examples/foo/app.ts',
        "import { x } from 'slipway/lib/ids';",
        'examples/foo/app.ts:1: imports slipway/lib/ids, which is not exported',
      ],
      ['examples/foo/app.ts', "import { x } from 'zod';", 'examples/foo/app.ts:1: imports zod'],
    ],
    passed: [
      [
        'examples/foo/bin/app.ts',
        "import { x } from 'slipway/constructs'; import { y } from '../stack.js'; import { join } from 'node:path';",
      ],
    ],
  },
  sameInputSameOutput: {
    refused: [
      [
        'lib/promotion/a.ts',
        'const t = [Date.now(), new Date(), new Date];',
        'lib/promotion/a.ts:1: uses Date.now|lib/promotion/a.ts:1: uses new Date()|lib/promotion/a.ts:1: uses new Date()',
      ],
      [
        'constructs/a.ts',
        'const region = process.env.AWS_REGION ?? Math.random();',
        'constructs/a.ts:1: uses process.env.AWS_REGION|constructs/a.ts:1: uses Math.random',
      ],
      ['constructs/ledger-code.ts', 'const folder = process.cwd();', 'constructs/ledger-code.ts:1: uses process.cwd'],
      [
        'lib/promotion/a.ts',
        'const f = new Intl.DateTimeFormat(locale);',
        'lib/promotion/a.ts:1: uses Intl.DateTimeFormat',
      ],
      [
        'lib/delivery/a.ts',
        "names.sort((a, b) => a.localeCompare(b));\nconsole.log('x');",
        'lib/delivery/a.ts:1: uses localeCompare|lib/delivery/a.ts:2: uses console.log',
      ],
    ],
    passed: [
      [
        'lib/promotion/a.ts',
        "// Date.now()\nconst x = 'process.env'; new Date(instant); Date.parse(instant); Math.max(1); function f(process: P) { return process.env; }",
      ],
      ['lib/ledger/directory-ledger.ts', 'const holder = process.pid;'],
      ['constructs/ledger-code.ts', 'const folder = __dirname;'],
      ['lib/promotion/law/calendar/zone.ts', 'const f = new Intl.DateTimeFormat(locale, { timeZone });'],
      ['bin/a.ts', 'const now = Date.now();'],
    ],
  },
  indexesOnlyReExport: {
    refused: [
      [
        'lib/images/index.ts',
        "export { a } from './a.js';\nexport * from './b.js';\nexport const c = 1;",
        'lib/images/index.ts:2: is no `export { … } from`|lib/images/index.ts:3: is no `export { … } from`',
      ],
    ],
    passed: [['constructs/index.ts', "export { A, type B } from './a.js';\nexport type { C } from './c.js';"]],
  },
  filesAreShort: {
    refused: [['bin/a.ts', 'a;\n'.repeat(401), 'bin/a.ts:401: has 401 lines']],
    passed: [
      ['bin/a.ts', 'a;\n'.repeat(400)],
      ['test/bin/a.test.ts', 'a;\n'.repeat(500)],
    ],
  },
  everyPlaceHasAName: {
    refused: [
      ['lib/utils/a.ts', '', 'lib/utils/a.ts:1: "utils" does not say what it holds'],
      ['bin/helpers.ts', '', 'bin/helpers.ts:1: "helpers" does not say what it holds'],
    ],
    passed: [['lib/images/common-prefix.ts', '']],
  },
  noCyclesOfFiles: {
    refused: [
      [
        'lib/images/a.ts',
        "import { a } from './a.js';",
        'lib/images/a.ts:1: needs itself: lib/images/a.ts -> lib/images/a.ts',
      ],
    ],
    passed: [['lib/images/a.ts', "import type { A } from './a.js'; const a = () => import('./a.js');"]],
  },
};

describe('the rules can fail', () => {
  for (const [name, { refused, passed }] of Object.entries(cases)) {
    const rule: Rule = rules[name as keyof typeof rules];
    describe(rule.promise, () => {
      test.each(refused)('refused: %s %j', (path, text, says) => {
        expect(rule.breaches([readSource(path, text)])).toEqual(says.split('|'));
      });
      test.each(passed)('passed: %s %j', (path, text) => {
        expect(rule.breaches([readSource(path, text)])).toEqual([]);
      });
    });
  }

  test('a cycle of several files is told as the walk that it is', () => {
    const files = [
      readSource('lib/images/a.ts', "export { b } from './b.js';"),
      readSource('lib/images/b.ts', "import { c } from './c.js';"),
      readSource('lib/images/c.ts', "import { b } from './b.js';"),
    ];
    expect(rules.noCyclesOfFiles.breaches(files)).toEqual([
      'lib/images/b.ts:1: needs itself: lib/images/b.ts -> lib/images/c.ts -> lib/images/b.ts',
    ]);
  });

  test('what constructs load by way of others is told with the way', () => {
    const files = [
      readSource('constructs/a.ts', "import { b } from '../lib/manifest/index.js';"),
      readSource('lib/manifest/index.ts', "export { b } from './b.js'; export { c } from './c.js';"),
      readSource('lib/manifest/b.ts', 'export const b = 1;'),
      readSource('lib/manifest/c.ts', "import { parseDocument } from 'yaml';"),
    ];
    expect(rules.constructsLoadQuickly.breaches(files)).toEqual([
      'constructs/a.ts:1: loads lib/manifest/c.ts: constructs/a.ts -> lib/manifest/index.ts -> lib/manifest/c.ts',
    ]);
  });
});
