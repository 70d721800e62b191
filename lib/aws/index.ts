export { atMost } from './at-most.js';
export { AwsClients, type AwsPlace, type Lazily } from './aws-clients.js';
export { type AwsCall, explainAws } from './aws-failure.js';
export { batchesOf } from './batches-of.js';
export { awsProblems } from './problems.js';
