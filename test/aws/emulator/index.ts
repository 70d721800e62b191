export { bootstrap, type CdkProject, cdk, makeProject, type Reached, slipway } from './cdk-project.js';
export { type Aim, CountingProxy, type Injected, type Selection } from './counting-proxy.js';
export { describeAws, describeEmulator } from './describe-aws.js';
export type { DefaultNetwork, EmulatorControl, Invocation, ServiceUpdate } from './emulator-control.js';
export { type Answer, type Fault, faults, type Hook } from './fault.js';
export {
  ACCOUNT,
  type Aws,
  type AwsEnvironment,
  environmentOf,
  REGION,
  startAws,
  useEnvironment,
} from './start-aws.js';
export { TestClients } from './test-clients.js';
export type { Protocol, WireCall } from './wire-call.js';
