import type { Check } from '../monitoring/doctor/check.ts';
import { FEATURES } from './all-features.ts';

/** The checks of every feature, in the order of the features. */
export async function loadChecks(): Promise<readonly Check[]> {
  const checks = await Promise.all(FEATURES.map((feature) => feature.checks?.() ?? []));
  return checks.flat();
}
