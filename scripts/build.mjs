/** `npm run build`: makes `dist`. With `--release`, what is missing is an error and not a remark. */
import { buildPackage } from './build/build.mjs';

const release = process.argv.includes('--release');
const began = Date.now();
const { errors, missing, replaced } = await buildPackage();
const fatal = release ? [...errors, ...missing] : errors;

for (const line of missing) console.error(`build: ${line}`);
for (const line of errors) console.error(line);
if (fatal.length > 0) {
  console.error(
    `build: ${fatal.length} ${fatal.length === 1 ? 'error' : 'errors'}; ${replaced ? 'what could be built is in dist/' : 'dist/ is as it was'}`,
  );
  process.exitCode = 1;
} else {
  console.log(`build: dist/ in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
