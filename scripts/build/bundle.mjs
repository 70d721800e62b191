import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { programs, root } from './places.mjs';

/**
 * What stays outside of the bundles: what the user's own stacks share with us (an instance of a construct must be of one
 * class only), and what is large and seldom needed.
 */
const EXTERNAL = ['aws-cdk-lib', 'constructs', 'cdktf', '@cdktf/*', '@aws-cdk/*', '@aws-sdk/*', '@smithy/*', 'slipway'];

/**
 * Bundles each program with the third-party code that it needs: one file starts three times as fast as a hundred.
 * Names are kept and lines are not joined, so that a stack trace can be read without a source map.
 *
 * @param {string} folder where the bundles go
 * @returns {Promise<{ errors: string[], missing: string[] }>} a line each
 */
export async function bundlePrograms(folder) {
  const present = programs.filter((name) => existsSync(entry(name)));
  const results = await Promise.all(present.map((name) => bundle(name, folder)));
  const packages = new Set(results.flatMap((result) => result.packages));
  if (packages.size > 0) writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licences([...packages].sort()));
  return {
    errors: results.flatMap((result) => result.errors),
    missing: programs.filter((name) => !present.includes(name)).map((name) => `bin/${name}.ts is missing`),
  };
}

const entry = (name) => join(root, 'bin', `${name}.ts`);

async function bundle(name, folder) {
  const outfile = join(folder, `${name}.js`);
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry(name)],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      conditions: ['import'],
      external: EXTERNAL,
      minifySyntax: true,
      sourcemap: 'linked',
      sourcesContent: false,
      legalComments: 'linked',
      metafile: true,
      logLevel: 'silent',
      tsconfig: join(root, 'tsconfig.build.json'),
    });
    chmodSync(outfile, 0o755);
    return { errors: [], packages: packagesIn(metafile) };
  } catch (error) {
    const errors = (error.errors ?? []).map(({ location, text }) =>
      location ? `${location.file}:${location.line}: ${text}` : text,
    );
    return { errors: errors.length > 0 ? errors : [`bin/${name}.ts: ${error.message}`], packages: [] };
  }
}

/** The folders of the packages whose code stands in a bundle. */
function packagesIn(metafile) {
  const inlined = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const folders = inlined.map(([file]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/** The licences of the inlined packages, which ask to be handed on with the code. */
function licences(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((candidate) => /^licen[cs]e/i.test(candidate));
    if (file === undefined)
      throw new Error(`${name} has no licence file: ${relative(root, folder).split(sep).join('/')}`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
  });
  return `slipway's command line contains code of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
