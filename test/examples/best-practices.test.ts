import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { computedFingerprint, hasGate, templateHash } from '../../lib/targets/index.js';
import { type RenderedExample, RenderedExamples } from './rendered.js';

/** A finding that is left as it is. */
interface Acknowledged {
  readonly rule: string;
  /** What cdk-nag names the resource, or what cfn-lint says. */
  readonly where: RegExp;
  readonly reason: string;
}

/** Of cdk-nag. What no user of a construct of ours could change is acknowledged in the construct itself. */
const NAG: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-VPC7',
    where: /\/Vpc\/Resource$/,
    reason: 'flow logs are paid by use: whoever wants them passes a network of their own',
  },
  {
    rule: 'AwsSolutions-ECS4',
    where: /\/Cluster\/Resource$/,
    reason: 'Container Insights are paid by metric: whoever wants them passes a cluster of their own',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    where: /^Shop[^/]*\/(Web\/TaskDef|OrdersTask)\/ExecutionRole\//,
    reason:
      'AWS knows no narrower resource for logging in to ECR; the role is made by the CDK and not by a construct here',
  },
  ...['AwsSolutions-ELB2', 'AwsSolutions-EC23', 'AwsSolutions-ECS7'].map((rule) => ({
    rule,
    where: /^Shop[^/]*\//,
    reason: 'the stack stays, byte for byte, as somebody wrote it before Slipway',
  })),
];

const LINT: readonly Acknowledged[] = [
  {
    rule: 'W3005',
    where: /'(CustomVpcRestrictDefaultSG|WebLBPublicListener|LedgerFunctionRole)\w+' dependency already enforced/,
    reason: 'the CDK writes out what it refers to; there is no harm in it, and no way to take it back',
  },
];

/** What was found and is not acknowledged, and what is acknowledged and was not found. */
function open(known: readonly Acknowledged[], found: readonly { readonly rule: string; readonly where: string }[]) {
  const fits = (one: Acknowledged, { rule, where }: (typeof found)[number]) =>
    one.rule === rule && one.where.test(where);
  return {
    found: found.filter((finding) => !known.some((one) => fits(one, finding))),
    idle: known.filter((one) => !found.some((finding) => fits(one, finding))),
  };
}

const examples = new RenderedExamples();
let rendered: readonly RenderedExample[];

beforeAll(() => {
  rendered = examples.synth();
});

afterAll(() => examples.remove());

test('cdk-nag finds nothing in any example, gated or not, nor in a ledger, but what is acknowledged for a reason', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(examples.app);
  const found = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, where: constructPath })),
  );
  expect(open(NAG, found)).toEqual({ found: [], idle: [] });
});

test('the gate of every example tells its template', () => {
  const texts = rendered.map(({ file }) => readFileSync(file, 'utf8')).filter(hasGate);
  expect(texts).toHaveLength(rendered.filter(({ stack }) => stack.node.id.endsWith('-gated')).length);
  expect(texts).toHaveLength(11);
  for (const text of texts) expect(computedFingerprint(text)).toBe(templateHash(text));
});

const present = spawnSync('cfn-lint', ['--version']).status === 0;
if (!present && process.env.SLIPWAY_AWS_TESTS === 'required')
  throw new Error('SLIPWAY_AWS_TESTS=required, but there is no cfn-lint: pip install cfn-lint');
if (!present)
  process.stderr.write('skipped: what cfn-lint says of the examples, as there is none: pip install cfn-lint\n');

(present ? test : test.skip)(
  'cfn-lint has nothing to say of any example, gated or not, nor of a ledger',
  () => {
    const args = ['--format', 'parseable', ...rendered.map(({ file }) => file)];
    const { stdout, stderr } = spawnSync('cfn-lint', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(stderr).toBe('');
    const found = stdout.split('\n').flatMap((line) => {
      const [, where = line, rule] = /[^/]+\/([^/]+:([EWI]\d{4}):.*)$/.exec(line) ?? [];
      return line === '' ? [] : [{ rule: rule ?? '', where }];
    });
    expect(open(LINT, found)).toEqual({ found: [], idle: [] });
  },
  180_000,
);
