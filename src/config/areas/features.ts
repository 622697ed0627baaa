import { trueOrFalse } from '../values.ts';
import { type ValuesOf, variable } from '../variable.ts';

/** What an installation is without, or would have if somebody gave it. */
export const featureVariables = {
  ENABLE_BETTING_LINES: variable(
    trueOrFalse().prefault('true'),
    'Whether there is an odds side: without it no odds are collected, linked or closed, their pages leave the navigation, and their addresses and commands say so. What is stored stays.',
  ),
  ENABLE_SHOT_CHARTS: variable(
    trueOrFalse().prefault('false'),
    'Whether shot charts are wanted: no source of them is connected, and doctor says so where this is true.',
  ),
  ENABLE_PLAY_BY_PLAY: variable(
    trueOrFalse().prefault('false'),
    'Whether play by play is wanted: no source of it is connected, and doctor says so where this is true.',
  ),
};

export type FeaturesConfig = { hasOdds: boolean; wantsShotCharts: boolean; wantsPlayByPlay: boolean };

export function featuresConfig(values: ValuesOf<typeof featureVariables>): FeaturesConfig {
  return {
    hasOdds: values.ENABLE_BETTING_LINES,
    wantsShotCharts: values.ENABLE_SHOT_CHARTS,
    wantsPlayByPlay: values.ENABLE_PLAY_BY_PLAY,
  };
}
