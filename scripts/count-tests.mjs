/**
 * Adds up jest's JSON reports and prints `N passed, N failed`. A test file that could not run counts as one failed test.
 * Ends with 1 where something failed, a report is missing, or nothing ran at all.
 */
import { existsSync, readFileSync } from 'node:fs';

const reports = process.argv.slice(2);
const absent = reports.filter((file) => !existsSync(file));
for (const file of absent) console.error(`no report of tests: ${file}`);

let passed = 0;
let failed = absent.length;
for (const file of reports.filter((report) => !absent.includes(report))) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
