import * as z from 'zod/mini';
import { manifestSchema } from './manifest-schema.js';
import { notes } from './values.js';

/** The JSON Schema (draft 2020-12) of our own format, with descriptions, for editors. */
export function manifestJsonSchema(): object {
  return z.toJSONSchema(manifestSchema(), {
    target: 'draft-2020-12',
    io: 'output',
    metadata: notes,
    override: ({ jsonSchema }) => {
      // zod bounds every integer by what a double holds, which says nothing about a manifest.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}
