import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Writes the JSON Schema of the manifest for editors.
 *
 * @param {string} folder the built package
 * @returns {{ errors: string[], missing: string[] }} a line each
 */
export function writeSchema(folder) {
  const index = join(folder, 'lib', 'manifest', 'index.js');
  try {
    const { manifestJsonSchema } = existsSync(index) ? createRequire(import.meta.url)(index) : {};
    if (manifestJsonSchema === undefined) {
      return { errors: [], missing: ['lib/manifest exports no manifestJsonSchema: no manifest.schema.json'] };
    }
    writeFileSync(join(folder, 'manifest.schema.json'), `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
    return { errors: [], missing: [] };
  } catch (error) {
    return { errors: [`manifest.schema.json: ${error.message.split('\n')[0]}`], missing: [] };
  }
}
