import type { Config } from '../../config/config.ts';
import type { Check } from './check.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** What is wanted and nobody gives. */
export const FEATURE_CHECKS: readonly Check[] = [
  ['features', ({ config }) => Promise.resolve(judgeFeatures(config.features))],
];

/** A switch that is on without a source behind it must not look as if it did something. */
export function judgeFeatures({
  hasOdds,
  wantsShotCharts,
  wantsPlayByPlay,
}: Config['features']): readonly Verdict[] {
  const missing = [
    ...(wantsShotCharts ? [['ENABLE_SHOT_CHARTS', 'shot charts'] as const] : []),
    ...(wantsPlayByPlay ? [['ENABLE_PLAY_BY_PLAY', 'play by play'] as const] : []),
  ].map(([variable, what]) =>
    warn(`${variable} is true, and no source of ${what} is connected`, `Set ${variable}=false.`),
  );
  if (missing.length > 0) return missing;
  return [ok(hasOdds ? 'all features have their sources' : 'the odds side is switched off')];
}
