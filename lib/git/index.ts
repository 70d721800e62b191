export { type CommitHistory, type CommitPair, pairKey } from './commit-history.js';
export { GitProgram, type GitProgramProps } from './git-program.js';
export { type Commit, MemoryHistory } from './memory-history.js';
