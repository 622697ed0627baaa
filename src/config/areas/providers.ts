import type { Sport } from '../../domain/sport.ts';
import { sources, weights } from '../value-lists.ts';
import { choice, duration, onOff, text, url, wholeNumber } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

const WEB_PROTOCOLS = ['http', 'https'] as const;
const PLANS = ['free', 'pro', 'ultra', 'mega', 'custom'] as const;

const calls = () => wholeNumber({ min: 1, max: 10_000_000 }).optional();

const apiUrl = (address: string, api: string) =>
  variable(url(WEB_PROTOCOLS).prefault(address), `Base URL of the ${api} API.`);

/** The APIs of API-Sports that Scoracle reads, one host each; its first label names the version. */
const API_SPORTS_URLS = {
  API_SPORTS_NBA_URL: apiUrl('https://v2.nba.api-sports.io', 'NBA'),
  API_SPORTS_NFL_URL: apiUrl('https://v1.american-football.api-sports.io', 'American Football'),
  API_SPORTS_FOOTBALL_URL: apiUrl('https://v3.football.api-sports.io', 'Football'),
};

const ODDS_PLANS = ['free', '20k', '100k', '5m', '15m'] as const;

/** The Odds API: off until it has its key. */
const THE_ODDS_API = {
  THE_ODDS_API_KEY: secret(text(), 'Key for The Odds API; without one it is off.'),
  THE_ODDS_API_URL: variable(
    url(WEB_PROTOCOLS).prefault('https://api.the-odds-api.com/v4'),
    'Base URL of The Odds API.',
  ),
  THE_ODDS_API_PLAN: variable(
    choice(ODDS_PLANS).prefault('free'),
    'Subscription of The Odds API, by its credits a month: free has 500.',
  ),
  THE_ODDS_API_RESET_DAY: variable(
    wholeNumber({ min: 1, max: 31 }).optional(),
    "Day of the month (UTC) on which the account's credits of The Odds API begin anew: that on which its subscription began.",
    { defaultText: 'as its counts were seen to fall, and until then the first' },
  ),
  THE_ODDS_API_TIMEOUT_SECONDS: variable(
    duration('seconds', { min: 1, max: 600 }).prefault('30'),
    'Longest time for a call of The Odds API at the first attempt.',
  ),
};

const sourceOrder = (
  what: string,
  defaultText = 'every provider that has them and is on, API-Sports first',
) => variable(sources().optional(), what, { defaultText });

/** Which providers serve what, each in the order in which they are asked. */
const SOURCES = {
  SCHEDULE_SOURCES: sourceOrder(
    'Providers of schedules, with commas between them: the first that has the sport is asked.',
  ),
  BOX_SCORE_SOURCES: sourceOrder(
    'Providers of box scores, in the order in which they are asked: the next one where one fails for good or rests.',
  ),
  ROSTER_SOURCES: sourceOrder(
    'Providers of rosters, in the order in which they are asked: the next one where one fails for good, rests or does not know the team.',
  ),
  PLAYERS_SOURCES: sourceOrder(
    'Providers that list the players of whole leagues with their ids: each of them is collected from.',
  ),
  LIVE_SCORE_SOURCES: sourceOrder(
    'Providers that are asked how games stand which are on, in the order in which they are asked.',
    'every provider that has them and is on, the one whose look costs least first; of those that charge credits none',
  ),
  ODDS_SOURCES: sourceOrder('Providers of odds: each of them is collected from.'),
  INJURIES_SOURCES: sourceOrder('Providers of injuries: each of them is collected from.'),
  STANDINGS_SOURCES: sourceOrder('Providers of standings, which ours are compared with.'),
  OFFICIALS_SOURCES: sourceOrder('Providers of officials, in the order in which they are asked.'),
  LINEUP_SOURCES: sourceOrder('Providers of line-ups, in the order in which they are asked.'),
};

/** Where statistics come from, and how much may be asked. */
export const providerVariables = {
  API_SPORTS_KEY: secret(text(), 'Key for API-Sports.'),
  ...API_SPORTS_URLS,
  API_SPORTS_PLAN: variable(
    choice(PLANS).prefault('free'),
    'Subscription; custom takes the three limits below.',
  ),
  API_SPORTS_PER_SECOND: variable(calls(), 'Calls a second at the most; overrides the plan.'),
  API_SPORTS_PER_MINUTE: variable(calls(), 'Calls a minute at the most; overrides the plan.'),
  API_SPORTS_PER_DAY: variable(calls(), 'Calls a UTC day at the most; overrides the plan.'),
  API_SPORTS_TIMEOUT_SECONDS: variable(
    duration('seconds', { min: 1, max: 600 }).prefault('30'),
    'Longest time for a call at the first attempt; longer by that at each retry of a game, up to four times.',
  ),
  ESPN_ENABLED: variable(
    onOff().prefault('off'),
    'Whether ESPN is asked, as a second source of schedules, box scores and live scores and for injuries, standings and odds. It takes no key.',
  ),
  ESPN_URL: variable(
    url(WEB_PROTOCOLS).prefault('https://site.api.espn.com'),
    'Base URL of the site API of ESPN.',
  ),
  ESPN_TIMEOUT_SECONDS: variable(
    duration('seconds', { min: 1, max: 600 }).prefault('30'),
    'Longest time for a call of ESPN at the first attempt; longer by that at each retry of a game, up to four times.',
  ),
  ...THE_ODDS_API,
  ...SOURCES,
  LEAGUE_WEIGHTS: variable(
    weights().optional(),
    'Where leagues contend for one quota: comma-separated `league=weight`, for example `Premier League=3`; doctor tells of a name that is no league.',
    { defaultText: '1 for each' },
  ),
};

/** The sports that API-Sports is asked about. */
export type ApiSportsSport = {
  [S in Sport]: `API_SPORTS_${S}_URL` extends keyof typeof API_SPORTS_URLS ? S : never;
}[Sport];

export type ApiSportsPlan = (typeof PLANS)[number];

type SourcedCapability =
  | 'schedule'
  | 'box-score'
  | 'roster'
  | 'players'
  | 'live-score'
  | 'odds'
  | 'injuries'
  | 'standings'
  | 'officials'
  | 'lineup';

export type ProviderConfig = {
  /** Where API-Sports is asked about each sport that it has. */
  baseUrls: Record<ApiSportsSport, string>;
  plan: ApiSportsPlan;
  theOddsApi: {
    baseUrl: string;
    plan: (typeof ODDS_PLANS)[number];
    resetDay: number | undefined;
    timeoutMs: number;
  };
  /** Limits that override the plan's. */
  limits: { perSecond?: number; perMinute?: number; perDay?: number };
  /** Longest time for a call. */
  timeoutMs: number;
  espn: { isEnabled: boolean; baseUrl: string; timeoutMs: number };
  /** Which provider serves what, in the order in which they are asked. */
  sources: Readonly<Partial<Record<SourcedCapability, readonly string[]>>>;
  /** By league's name in small letters: its weight where leagues contend for a quota; 1 for the others. */
  leagueWeights: Readonly<Record<string, number>>;
};

export type ProviderSecrets = {
  apiSportsKey?: string;
  theOddsApiKey?: string;
};

export function providerConfig(values: ValuesOf<typeof providerVariables>): ProviderConfig {
  return {
    baseUrls: {
      NBA: values.API_SPORTS_NBA_URL,
      NFL: values.API_SPORTS_NFL_URL,
      FOOTBALL: values.API_SPORTS_FOOTBALL_URL,
    },
    plan: values.API_SPORTS_PLAN,
    theOddsApi: {
      baseUrl: values.THE_ODDS_API_URL,
      plan: values.THE_ODDS_API_PLAN,
      resetDay: values.THE_ODDS_API_RESET_DAY,
      timeoutMs: values.THE_ODDS_API_TIMEOUT_SECONDS,
    },
    limits: withoutUndefined({
      perSecond: values.API_SPORTS_PER_SECOND,
      perMinute: values.API_SPORTS_PER_MINUTE,
      perDay: values.API_SPORTS_PER_DAY,
    }),
    timeoutMs: values.API_SPORTS_TIMEOUT_SECONDS,
    espn: {
      isEnabled: values.ESPN_ENABLED,
      baseUrl: values.ESPN_URL,
      timeoutMs: values.ESPN_TIMEOUT_SECONDS,
    },
    sources: withoutUndefined({
      schedule: values.SCHEDULE_SOURCES,
      'box-score': values.BOX_SCORE_SOURCES,
      roster: values.ROSTER_SOURCES,
      players: values.PLAYERS_SOURCES,
      'live-score': values.LIVE_SCORE_SOURCES,
      odds: values.ODDS_SOURCES,
      injuries: values.INJURIES_SOURCES,
      standings: values.STANDINGS_SOURCES,
      officials: values.OFFICIALS_SOURCES,
      lineup: values.LINEUP_SOURCES,
    }),
    leagueWeights: values.LEAGUE_WEIGHTS ?? {},
  };
}

export function providerSecrets(values: ValuesOf<typeof providerVariables>): ProviderSecrets {
  return withoutUndefined({
    apiSportsKey: values.API_SPORTS_KEY,
    theOddsApiKey: values.THE_ODDS_API_KEY,
  });
}
