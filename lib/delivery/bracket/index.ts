export { abandonBracket } from './abandon-bracket.js';
export { addToBracket } from './add-to-bracket.js';
export { bracketWish } from './bracket-wish.js';
export { findBracket, requireBracket } from './find-bracket.js';
export { openBracket } from './open-bracket.js';
