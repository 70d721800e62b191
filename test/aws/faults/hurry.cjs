/**
 * Loaded before the command line: the pauses between the SDK's tries, which are up to a chance number of seconds long, are
 * none at all.
 */
'use strict';

if (/\/(slipway|app)\.js$/.test(process.argv[1] ?? '')) Math.random = () => 0;
