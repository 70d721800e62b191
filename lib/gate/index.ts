export { type Answer, answerText, MAX_ANSWER_BYTES, type Put, sendAnswer } from './answer.js';
export type { Asked, AutomaticPorts, ChangeAddress, FoundChange } from './automatic/ports.js';
export { promotePrepared } from './automatic/promote-prepared.js';
export { mayTurnAnswer } from './automatic/turning.js';
export { deploymentOf } from './caller.js';
export { isCustomResourceEvent } from './custom-resource-request.js';
export { type AnswerPorts, handleCustomResource } from './handle.js';
export { namesIn } from './ledger-names.js';
export type { GatePorts, Watched } from './ports.js';
