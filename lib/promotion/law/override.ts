import { compareInstants } from '../../ids.js';
import type { Override } from '../state/controls.js';
import type { Inquiry } from './inquiry.js';

/** The broken glass that is in force for the release that is asked about; never for what would follow by itself. */
export function overrideOf({ here, release, at, automatic }: Inquiry): Override | undefined {
  if (automatic === true) return undefined;
  return here?.overrides.find(
    (override) =>
      override.release === release &&
      compareInstants(override.at, at) <= 0 &&
      compareInstants(at, override.expires) < 0,
  );
}
