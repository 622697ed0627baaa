import type { ConfiguredProvider, ProviderDefinition } from '../registry.ts';
import { accountReader } from './account.ts';
import { gamesOfBody, onlyGames } from './bodies.ts';
import { limitsOfPlan, THE_ODDS_API_LIMITS } from './limits.ts';
import { KEY_VARIABLE, theOddsApi, type TheOddsApiSettings } from './odds-api.ts';

/** Snapshots every ten minutes at first, every five since September 2022; the list of prices only. */
const PAST = { odds: { since: '2020-06-06', everyMinutes: 10 } } as const;

/** The Odds API v4: odds of many bookmakers, one host and one account for all sports, and scores of leagues by themselves. */
const THE_ODDS_API: ProviderDefinition = {
  name: 'the-odds-api',
  displayName: 'The Odds API',
  keyVariable: KEY_VARIABLE,
  planVariable: 'THE_ODDS_API_PLAN',
  keyPage: 'the-odds-api.com',
  capabilities: {
    NBA: ['odds', 'live-score', 'history'],
    NFL: ['odds', 'live-score', 'history'],
    FOOTBALL: ['odds', 'history'],
    NHL: ['odds', 'live-score', 'history'],
    MLB: ['odds', 'live-score', 'history'],
  },
  history: { NBA: PAST, NFL: PAST, FOOTBALL: PAST, NHL: PAST, MLB: PAST },
  namedOnly: ['live-score'],
  limits: THE_ODDS_API_LIMITS,
  bodies: { gamesOfBody, onlyGames },
};

/** The Odds API as an installation has it: off until its key is set. */
export function configureTheOddsApi(settings: TheOddsApiSettings): ConfiguredProvider {
  const api = theOddsApi(settings);
  return {
    definition: THE_ODDS_API,
    apis: { NBA: api, NFL: api, FOOTBALL: api, NHL: api, MLB: api },
    ...(settings.apiKey ? {} : { offBecause: `${KEY_VARIABLE} is not set` }),
    plan: settings.plan,
    ...(settings.resetDay === undefined ? {} : { creditsResetDay: settings.resetDay }),
    limits: limitsOfPlan(settings.plan),
    readAccount: accountReader(settings.plan),
  };
}
