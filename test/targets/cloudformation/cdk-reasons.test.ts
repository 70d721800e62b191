import { cdkReasons } from '../../../lib/targets/cloudformation/cdk-reasons.js';

test.each<[string, string[], string[]]>([
  [
    'what today marks them with',
    [
      '✨  Synthesis time: 0.01s',
      'shop-dev: SSM parameter /cdk-bootstrap/x/version not found in aws://123456789012/eu-west-1.',
      "‣ SsmParameterNotFound: SSM parameter /cdk-bootstrap/x/version not found. Please run 'cdk bootstrap'",
      '‣ ParameterNotFound: Parameter /cdk-bootstrap/x/version not found.',
    ],
    [
      "SSM parameter /cdk-bootstrap/x/version not found. Please run 'cdk bootstrap'",
      'Parameter /cdk-bootstrap/x/version not found.',
    ],
  ],
  [
    'what stands in the line after it',
    [
      '❌  shop-dev failed to deploy',
      '‣ DeploymentError: Resource updates failed:',
      'shop-dev/Carts (AWS::ECS::Service)',
    ],
    ['Resource updates failed: shop-dev/Carts (AWS::ECS::Service)'],
  ],
  [
    'what an older one marks them with',
    ['shop-dev: deploying...', ' ❌  shop-dev failed: ToolkitError: No bucket named "cdk-assets". Is it there?'],
    ['No bucket named "cdk-assets". Is it there?'],
  ],
  ['a line of Node', ['    at x', 'TypeError: y is not a function'], ['y is not a function']],
  [
    'the last line, where none is marked',
    ['', 'Unable to resolve AWS account to use.'],
    ['Unable to resolve AWS account to use.'],
  ],
  ['that nothing is said', [], ['the cdk says nothing']],
])('the reasons of a CDK that failed are %s', (_, lines, reasons) => {
  expect(cdkReasons(lines)).toEqual(reasons);
});
