import { APPROVALS } from './approvals.js';
import { CONTROLS } from './controls.js';
import { EVIDENCE } from './evidence.js';
import { FOLLOWING } from './following.js';
import { LEASES } from './leases.js';
import type { Mutation } from './mutation.js';

export const MUTATIONS: readonly Mutation[] = [...FOLLOWING, ...EVIDENCE, ...APPROVALS, ...LEASES, ...CONTROLS];
