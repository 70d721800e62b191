export { describeWindow } from './describe-window.js';
export { isOpen, nextOpening, openUntil } from './windows.js';
