#!/usr/bin/env node
import { processHost } from './process-host.js';
import { main } from './program.js';

void main(['app'], processHost()).then((code) => {
  process.exitCode = code;
});
