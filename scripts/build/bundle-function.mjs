import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { ledgerFunction, root } from './places.mjs';

/** Brought along by Lambda itself. */
const EXTERNAL = ['@aws-sdk/*', '@smithy/*'];

/**
 * Bundles the function of a ledger for Lambda: one file, without a path or a time of this machine in it, as its bytes
 * decide whether a user's stack changes.
 *
 * @param {string} folder where the programs go
 * @param {string} [from] the root of the sources
 * @returns {Promise<{ errors: string[] }>} a line each
 */
export async function bundleFunction(folder, from = root) {
  try {
    const { metafile } = await build({
      absWorkingDir: from,
      entryPoints: [ledgerFunction.source],
      outfile: join(folder, ledgerFunction.bundle),
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      // Lambda's own SDK is found by require(), by NODE_PATH, which import() does not look at.
      supported: { 'dynamic-import': false },
      external: EXTERNAL,
      plugins: [withoutSideEffects(from)],
      minifySyntax: true,
      legalComments: 'none',
      metafile: true,
      logLevel: 'silent',
      tsconfigRaw: '{}',
    });
    const inlined = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const foreign = inlined.flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 && file.includes('node_modules') ? [file] : [],
    );
    return { errors: foreign.map((file) => `${ledgerFunction.source}: bundles ${file}, which it should do without`) };
  } catch (error) {
    const errors = (error.errors ?? []).map(({ location, text }) =>
      location ? `${location.file}:${location.line}: ${text}` : text,
    );
    return { errors: errors.length > 0 ? errors : [`${ledgerFunction.source}: ${error.message}`] };
  }
}

/** Nothing of ours does anything by being loaded, so that what an index exports and nobody uses can be left out. */
function withoutSideEffects(from) {
  const known = Symbol('resolved before');
  return {
    name: 'without-side-effects',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === known || relative(from, importer).includes('node_modules')) return undefined;
        const found = await resolve(path, { importer, resolveDir, kind, pluginData: known });
        return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
      });
    },
  };
}
