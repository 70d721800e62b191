export { linkIfFree, makeDirectory, removeIfThere, replaceDurably, replaceFile, writeDurably } from './durable-file.js';
export { errnoOf, ifThere, isErrno } from './errno.js';
export {
  listIfThere,
  listKindsIfThere,
  readIfThere,
  readInPieces,
  readPart,
  readTextIfThere,
  statIfThere,
} from './read-file.js';
