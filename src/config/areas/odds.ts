import { keys, leagueNames } from '../value-lists.ts';
import { onOff, wholeNumber } from '../values.ts';
import { type ValuesOf, variable } from '../variable.ts';

/** How odds are collected, and what that may cost. */
export const oddsVariables = {
  ODDS_COLLECTION: variable(
    onOff().prefault('on'),
    'Whether odds are collected from the providers of ODDS_SOURCES that are on.',
  ),
  ODDS_CREDITS_PER_MONTH: variable(
    wholeNumber({ min: 0, max: 15_000_000 }).prefault('450'),
    "Credits of a calendar month (UTC) that the collection may spend at a provider which charges them, and never more than the provider's plan; the default fits into a free plan of 500.",
  ),
  ODDS_MARKETS: variable(
    keys('h2h,spreads,totals').prefault('h2h,spreads,totals'),
    'Markets that are collected; each costs a credit in each region.',
  ),
  ODDS_REGIONS: variable(keys('us,eu').prefault('us'), 'Where the bookmakers are: us, us2, uk, eu, au.'),
  ODDS_LEAGUES: variable(
    leagueNames().optional(),
    'Leagues whose odds are collected, by their names; the credits are shared among them.',
    { defaultText: 'every league of SPORTS_ENABLED that has games' },
  ),
};

export type OddsConfig = {
  isOn: boolean;
  creditsPerMonth: number;
  markets: readonly string[];
  regions: readonly string[];
  /** In small letters; undefined: all of them. */
  leagues: readonly string[] | undefined;
};

export function oddsConfig(values: ValuesOf<typeof oddsVariables>): OddsConfig {
  return {
    isOn: values.ODDS_COLLECTION,
    creditsPerMonth: values.ODDS_CREDITS_PER_MONTH,
    markets: values.ODDS_MARKETS,
    regions: values.ODDS_REGIONS,
    leagues: values.ODDS_LEAGUES,
  };
}
