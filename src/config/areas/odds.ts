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
  ODDS_EVENT_MARKETS: variable(
    keys('player_points,alternate_spreads').optional(),
    'Markets that come by single event only, such as props of players and alternates; each costs a credit in each region for each event, and a sport is asked for those that it has.',
    { defaultText: 'none: single events are not looked at' },
  ),
  ODDS_EVENT_LOOKS: variable(
    wholeNumber({ min: 1, max: 20 }).prefault('2'),
    'Looks at the markets of ODDS_EVENT_MARKETS that one event gets at most, the last before its start first.',
  ),
  ODDS_EVENTS_PER_SLATE: variable(
    wholeNumber({ min: 1, max: 100 }).prefault('4'),
    'Events of one day of a league that are looked at for ODDS_EVENT_MARKETS at most, those that start first.',
  ),
  ODDS_EVENT_CREDITS_PER_MONTH: variable(
    wholeNumber({ min: 0, max: 15_000_000 }).prefault('150'),
    'Credits of ODDS_CREDITS_PER_MONTH that looks for ODDS_EVENT_MARKETS may spend; what they cannot use is left to the others.',
  ),
  LIVE_SCORE_CREDITS_PER_MONTH: variable(
    wholeNumber({ min: 0, max: 15_000_000 }).prefault('100'),
    'Credits of ODDS_CREDITS_PER_MONTH that looks at games under way may spend where LIVE_SCORE_SOURCES names a provider that charges them; what they cannot use is left to the others.',
  ),
  ODDS_SIGHTINGS_DAYS: variable(
    wholeNumber({ min: 2, max: 3_650 }).prefault('60'),
    'Days after its game for which every sighting of an unchanged price is kept; afterwards those of looks from which lines or absences follow.',
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
  /** Of these, for looks at games under way. */
  liveCreditsPerMonth: number;
  markets: readonly string[];
  regions: readonly string[];
  sightingsDays: number;
  /** Looks at single events; without markets there are none. */
  eventLooks: {
    markets: readonly string[];
    looksPerEvent: number;
    eventsPerSlate: number;
    creditsPerMonth: number;
  };
  /** In small letters; undefined: all of them. */
  leagues: readonly string[] | undefined;
};

export function oddsConfig(values: ValuesOf<typeof oddsVariables>): OddsConfig {
  return {
    isOn: values.ODDS_COLLECTION,
    creditsPerMonth: values.ODDS_CREDITS_PER_MONTH,
    liveCreditsPerMonth: values.LIVE_SCORE_CREDITS_PER_MONTH,
    markets: values.ODDS_MARKETS,
    regions: values.ODDS_REGIONS,
    sightingsDays: values.ODDS_SIGHTINGS_DAYS,
    eventLooks: {
      markets: values.ODDS_EVENT_MARKETS ?? [],
      looksPerEvent: values.ODDS_EVENT_LOOKS,
      eventsPerSlate: values.ODDS_EVENTS_PER_SLATE,
      creditsPerMonth: values.ODDS_EVENT_CREDITS_PER_MONTH,
    },
    leagues: values.ODDS_LEAGUES,
  };
}
