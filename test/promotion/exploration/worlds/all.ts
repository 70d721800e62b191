import type { Setup } from '../steps/step.js';
import { agreedAndLeft, agreeing, agreeingAgain } from './agreeing.js';
import { blocking, freezing, windows } from './controls.js';
import { deploymentsInParts, staleWriters, twoSets } from './deploying.js';
import { evidence, soaking, warned } from './evidence.js';
import { following, followingInParts, rollingBack } from './following.js';
import type { Often, Size } from './making.js';
import { mixed } from './mixed.js';

/** All worlds by their names. */
export function worldsOf(size: Size) {
  const often: Often = (small, large) => (size === 'small' ? small : large);
  return {
    deploymentsInParts: deploymentsInParts(often),
    staleWriters: staleWriters(often),
    evidenceAny: evidence('any')(often),
    evidenceAll: evidence('all')(often),
    soaking: soaking(often),
    agreeing: agreeing(often),
    agreeingAgain: agreeingAgain(often),
    agreedAndLeft: agreedAndLeft(often),
    warned: warned(often),
    freezing: freezing(often),
    windows: windows(often),
    following: following(often),
    rollingBack: rollingBack(often),
    followingInParts: followingInParts(often),
    blocking: blocking(often),
    twoSets: twoSets(often),
    mixed: mixed(often),
  } as const satisfies Readonly<Record<string, Setup>>;
}

export type WorldName = keyof ReturnType<typeof worldsOf>;
