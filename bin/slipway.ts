#!/usr/bin/env node
import { processHost } from './process-host.js';
import { main } from './program.js';

void main(process.argv.slice(2), processHost()).then((code) => {
  process.exitCode = code;
});
