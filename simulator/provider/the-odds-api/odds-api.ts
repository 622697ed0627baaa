import type { Sport } from '../../../src/domain/sport.ts';
import type { Query, Refusal } from '../protocol.ts';
import type { AnswerContext, SimulatedApi, SimulatedEndpoint } from '../simulated-api.ts';
import { BOOKMAKERS_OF_A_REGION, REGIONS } from './bookmakers.ts';
import { eventRow, oddsRow, scoreRow } from './event-rows.ts';
import { EVENT_MARKETS, FEATURED_MARKETS } from './markets.ts';
import { createOddsGames, type OddsGames } from './odds-games.ts';
import { ODDS_PROTOCOL, snapshotMs } from './odds-protocol.ts';
import { SPORT_TITLES } from './teams.ts';

const DAY_MS = 86_400_000;
const LIST_PARAMETERS = {
  sport: 'text',
  regions: 'text',
  bookmakers: 'text',
  markets: 'text',
  oddsFormat: 'text',
  dateFormat: 'text',
  eventIds: 'text',
} as const;

/** The Odds API over events and prices that follow from the seed; of one account, whatever the sport. */
export function createOddsApi(sport: Sport): (options: { seed: number }) => SimulatedApi {
  return ({ seed }) => {
    const games = createOddsGames(seed, sport);
    return {
      protocol: ODDS_PROTOCOL,
      endpoints: endpointsOf(games, seed),
      addGames: (requests) => requests.map(games.add),
      listGames: games.listing,
      otherGameId: games.otherId,
    };
  };
}

function endpointsOf(games: OddsGames, seed: number): Readonly<Record<string, SimulatedEndpoint>> {
  const offered = ({ sport = '', eventIds }: Query, context: AnswerContext) =>
    games
      .onOffer(context, sport)
      .filter(({ eventId }) => eventIds === undefined || eventIds.split(',').includes(eventId));
  return {
    '/sports': {
      get: 'sports',
      rules: { allowed: { all: 'text' } },
      rows: () =>
        SPORT_TITLES.map(([key, title, group]) => ({
          key,
          group,
          title,
          description: title,
          active: true,
          has_outrights: false,
        })),
    },
    '/sports/{sport}/events': {
      get: 'events',
      rules: { allowed: { sport: 'text', dateFormat: 'text', eventIds: 'text' } },
      refusal: unknownSport,
      rows: (query, context) => offered(query, context).map((game) => eventRow(games, game, context)),
    },
    '/sports/{sport}/odds': {
      get: 'odds',
      rules: { allowed: LIST_PARAMETERS },
      refusal: (query) => unknownSport(query) ?? wrongQuestion(query, FEATURED_MARKETS),
      creditsOf: costOf,
      rows: (query, context) =>
        offered(query, context).map((game) => oddsRow(games, game, { seed, query, context })),
    },
    '/sports/{sport}/events/{eventId}/odds': {
      get: 'event-odds',
      gameParameter: 'eventId',
      rules: { allowed: { ...LIST_PARAMETERS, eventId: 'text' } },
      refusal: (query, context) =>
        unknownSport(query) ??
        wrongQuestion(query, EVENT_MARKETS) ??
        (offered(query, context).some(({ eventId }) => eventId === query['eventId'])
          ? undefined
          : { why: 'not_found', what: 'event' }),
      creditsOf: costOf,
      rows: (query, context) =>
        offered(query, context)
          .filter(({ eventId }) => eventId === query['eventId'])
          .map((game) => oddsRow(games, game, { seed, query, context })),
    },
    '/sports/{sport}/scores': scores(games, seed),
    '/historical/sports/{sport}/odds': history(games, seed),
  };
}

function scores(games: OddsGames, seed: number): SimulatedEndpoint {
  return {
    get: 'scores',
    rules: { allowed: { sport: 'text', daysFrom: 'text', dateFormat: 'text', eventIds: 'text' } },
    refusal: (query) =>
      unknownSport(query) ??
      (query['daysFrom'] === undefined || /^[123]$/.test(query['daysFrom'])
        ? undefined
        : { why: 'bad_request', errors: { scores_days_from: 'Invalid daysFrom: 1 to 3.' } }),
    creditsOf: ({ daysFrom }) => (daysFrom === undefined ? 1 : 2),
    rows: ({ sport, daysFrom }, context) => {
      const { nowMs } = context;
      const backMs = Number(daysFrom ?? 0) * DAY_MS;
      return games
        .listed(context, sport)
        .filter(({ finalMs, isOff }) => !isOff && (finalMs === null || finalMs > nowMs - backMs))
        .filter(({ game }) => game.startMs - nowMs < 7 * DAY_MS)
        .map((one) => scoreRow(games, one, { seed, context }));
    },
  };
}

function history(games: OddsGames, seed: number): SimulatedEndpoint {
  return {
    get: 'historical',
    rules: { allowed: { ...LIST_PARAMETERS, date: 'text' } },
    refusal: (query, { dials }) =>
      (dials.plan === 'free' ? { why: 'plan', first: 0, last: 0 } : undefined) ??
      unknownSport(query) ??
      wrongQuestion(query, FEATURED_MARKETS) ??
      (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(query['date'] ?? '')
        ? undefined
        : {
            why: 'bad_request',
            errors: { historical_timestamp: 'Invalid date: write it as 2025-10-07T00:00:00Z.' },
          }),
    creditsOf: (query) => 10 * costOf(query),
    rows: (query, context) => {
      const then = { ...context, nowMs: snapshotMs(query) };
      return games
        .onOffer(then, query['sport'] ?? '')
        .map((game) => oddsRow(games, game, { seed, query, context: then }));
    },
  };
}

/** Markets times regions; ten bookmakers that are named are a region. */
function costOf({ markets = 'h2h', regions = '', bookmakers }: Query): number {
  const places = bookmakers
    ? Math.ceil(bookmakers.split(',').length / BOOKMAKERS_OF_A_REGION)
    : regions.split(',').length;
  return markets.split(',').length * places;
}

function unknownSport({ sport }: Query): Refusal | undefined {
  return SPORT_TITLES.some(([key]) => key === sport) ? undefined : { why: 'not_found', what: 'sport' };
}

function wrongQuestion(query: Query, known: readonly string[]): Refusal | undefined {
  const { regions, bookmakers, markets = 'h2h', oddsFormat = 'decimal' } = query;
  const errors: Record<string, string> = {};
  if (regions === undefined && bookmakers === undefined) errors['region'] = 'Missing regions parameter.';
  if (regions?.split(',').some((region) => !REGIONS.includes(region)))
    errors['region'] = 'Invalid regions parameter.';
  if (markets.split(',').some((market) => !known.includes(market)))
    errors['market'] = `Markets not supported by this endpoint: ${markets}`;
  if (oddsFormat !== 'decimal' && oddsFormat !== 'american')
    errors['odds_format'] = 'Invalid oddsFormat parameter.';
  return Object.keys(errors).length === 0 ? undefined : { why: 'bad_request', errors };
}
