/**
 * Loaded with `node --require`, stops the process at the n-th operation that changes the file system, before it is done.
 *
 * KILL_AT_OPERATION  n, from 1; absent: never
 * KILL_SIGNAL        `SIGKILL` (default); `SIGSTOP` prints `stopped` first, and SIGCONT goes on with the operation
 * KILL_TORN          `1`: where the operation writes bytes, half of them are written first
 * COUNT_OPERATIONS   `1`: at the end prints `operations: <how many there were>` on stderr
 *
 * Counts what writes, creates, renames, links, removes or syncs, in the synchronous, callback and promise forms of
 * `node:fs`, and on file handles. Reading is not counted.
 */
'use strict';

const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const at = Number(process.env.KILL_AT_OPERATION ?? 0);
const signal = process.env.KILL_SIGNAL ?? 'SIGKILL';
const torn = process.env.KILL_TORN === '1';
const original = { writeSync: fs.writeSync, writeFileSync: fs.writeFileSync };
let count = 0;
/** Above zero while an operation runs that is made of others. */
let inside = 0;

const CHANGING = [
  'write',
  'writev',
  'writeFile',
  'appendFile',
  'rename',
  'link',
  'symlink',
  'unlink',
  'rm',
  'rmdir',
  'mkdir',
  'mkdtemp',
  'fsync',
  'fdatasync',
  'truncate',
  'ftruncate',
  'copyFile',
  'cp',
  'utimes',
  'chmod',
];
const HANDLE_CHANGING = ['write', 'writev', 'writeFile', 'appendFile', 'sync', 'datasync', 'truncate'];

function before(name, args) {
  if (inside > 0) return;
  count++;
  if (count !== at) return;
  if (torn && signal === 'SIGKILL') writeHalf(name, args);
  if (signal === 'SIGSTOP') original.writeSync(1, 'stopped\n');
  process.kill(process.pid, signal);
}

function writeHalf(name, [target, content]) {
  if (content === undefined || !/^(write|writeFile|appendFile)(Sync)?$/.test(name)) return;
  const bytes = Buffer.from(content);
  const half = bytes.subarray(0, bytes.length >> 1);
  inside++;
  if (/^write(Sync)?$/.test(name)) original.writeSync(target, half);
  else original.writeFileSync(target, half, { flag: /^append/.test(name) ? 'a' : 'w' });
  inside--;
}

function isForWriting(flags) {
  if (typeof flags === 'number')
    return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0;
  return typeof flags === 'string' && flags !== 'r' && flags !== 'rs';
}

function patchSync(name, counts = () => true) {
  const real = fs[name];
  if (typeof real !== 'function') return;
  fs[name] = (...args) => {
    if (counts(args)) before(name, args);
    inside++;
    try {
      return real.apply(fs, args);
    } finally {
      inside--;
    }
  };
}

function patchLater(owner, name, counts = () => true) {
  const real = owner[name];
  if (typeof real !== 'function') return;
  owner[name] = function patched(...args) {
    if (counts(args)) before(name, args);
    return real.apply(this, args);
  };
  Object.assign(owner[name], real);
}

for (const name of CHANGING) {
  patchSync(`${name}Sync`);
  patchLater(fs, name);
  patchLater(fs.promises, name);
}
const opens = ([, flags]) => isForWriting(flags);
patchSync('openSync', opens);
patchLater(fs, 'open', opens);

const openHandle = fs.promises.open;
let handlesPatched = false;
fs.promises.open = async (...args) => {
  if (opens(args)) before('open', args);
  const handle = await openHandle.apply(fs.promises, args);
  if (!handlesPatched) {
    handlesPatched = true;
    const prototype = Object.getPrototypeOf(handle);
    for (const name of HANDLE_CHANGING) patchLater(prototype, name);
  }
  return handle;
};
syncBuiltinESMExports();

if (process.env.COUNT_OPERATIONS === '1') process.on('exit', () => original.writeSync(2, `operations: ${count}\n`));
