import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { makeFolder } from '../acceptance/built.js';
import { pages } from '../docs/pages.js';
import { bash, folderInCheckout, prepareFolder, scriptsOf, shellEnv } from '../docs/scripts.js';
import { type Aws, describeEmulator, startAws } from './emulator/index.js';
import { makeRepository, push } from './images/pushed-images.js';

const PINNED = `sha256:${'9f'.repeat(32)}`;

/** What the commands of a page find before them on AWS, beside the manifest that the page shows. */
const SCENES: Readonly<Record<string, { readonly before?: string; readonly store?: string }>> = {
  'README.md': {
    store: 'aws:',
    before: `npx slipway publish web=shop/web:1@${PINNED} orders=shop/orders:1@${PINNED}\nnpx slipway release create`,
  },
  'docs/aws.md': {},
};

/** The ledger has to be there before anything is published, and these lines of a page make it. */
const FIRST = /^npx cdk (bootstrap|deploy \S+-ledger)/;

/** Lines that are not run here: they install packages from the network. */
const NOT_RUN = /^npm (ci|install)\b/;

const onAws = pages.filter((page) => scriptsOf(page).some((script) => script.onAws));

test('the pages with commands for AWS are those whose scene is set', () => {
  expect(onAws.map(({ path }) => path).sort()).toEqual(Object.keys(SCENES).sort());
});

describeEmulator('the commands of a page', () => {
  let aws: Aws;
  beforeEach(async () => {
    aws = await startAws();
    const ecr = await aws.clients.ecr();
    await makeRepository(ecr, 'shop/web');
    await push(ecr, 'shop/web', '1.4.0', 'web 1.4.0');
  });
  afterEach(() => aws?.stop());

  // What the README shows is a part of what the page about AWS does.
  const run = process.env.SLIPWAY_THOROUGH === 'true' ? onAws : onAws.filter(({ path }) => path !== 'README.md');

  test.each(run.map((page) => [page.path, page] as const))(
    '%s: each works as printed, one after the other, in an empty account',
    async (path, page) => {
      const { before = '', store } = SCENES[path] ?? {};
      const folder: ReturnType<typeof makeFolder> = folderInCheckout();
      const env = { ...shellEnv(), ...aws.env, CDK_REQUIRE_APPROVAL: 'never', CI: '', SLIPWAY_STORE: store };
      try {
        prepareFolder(folder.path, page);
        writeFileSync(join(folder.path, 'cdk.json'), '{ "app": "npx slipway app" }');
        for (const { line, text } of scriptsOf(page).filter((script) => script.onAws)) {
          const lines = text.split('\n').filter((one) => !NOT_RUN.test(one));
          const rest = lines.findIndex((one) => !FIRST.test(one));
          const script = [...lines.slice(0, rest), before, ...lines.slice(rest)].join('\n');
          const { code, out, err } = await bash(folder.path, script, env);
          if (code !== 0) throw new Error(`${path}:${line} ended with ${code}\n${out}${err}`);
        }
      } finally {
        folder.remove();
      }
    },
    180_000,
  );
});
