/**
 * Runs the handler of a Lambda function once, as Lambda's Node runtime does: `node run-handler.cjs <folder> <handler> <fd>`
 * reads the event from standard input and writes `{payload, error?}` to the file descriptor. What the function prints goes
 * to standard output.
 */
'use strict';

const { existsSync, readFileSync, writeSync, closeSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [folder, handler, descriptor] = process.argv.slice(2);
const dot = handler.lastIndexOf('.');

function answer(said) {
  const bytes = Buffer.from(JSON.stringify(said));
  for (let at = 0; at < bytes.length; ) at += writeSync(Number(descriptor), bytes, at);
  closeSync(Number(descriptor));
  process.exit(0);
}

function failed(error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  console.error(stack);
  const payload = { errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') };
  answer({ payload: JSON.stringify(payload), error: 'Unhandled' });
}

async function load() {
  const file = join(folder, handler.slice(0, dot));
  const module = existsSync(`${file}.mjs`) ? await import(pathToFileURL(`${file}.mjs`).href) : require(file);
  return module[handler.slice(dot + 1)];
}

async function main() {
  const event = JSON.parse(readFileSync(0, 'utf8') || '{}');
  const deadline = Date.now() + Number(process.env.AWS_LAMBDA_FUNCTION_TIMEOUT) * 1000;
  const context = {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: process.env.AWS_LAMBDA_FUNCTION_ARN,
    awsRequestId: require('node:crypto').randomUUID(),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  const result = await (await load())(event, context);
  answer({ payload: JSON.stringify(result) ?? 'null' });
}

process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);
main().catch(failed);
