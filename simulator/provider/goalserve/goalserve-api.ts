import { createNbaLeague } from '../nba/league.ts';
import { createNbaApi } from '../nba/nba-api.ts';
import { createNflLeague } from '../nfl/league.ts';
import { createNflApi } from '../nfl/nfl-api.ts';
import { STATUSES } from '../nfl/game-state.ts';
import { nflTeam } from '../nfl/nfl-teams.ts';
import { isListed } from '../dials.ts';
import type { AnswerContext, SimulatedApi, SimulatedEndpoint } from '../simulated-api.ts';
import type { Tree } from './feed-writer.ts';
import { goalserveProtocol } from './goalserve-protocol.ts';
import { FIRST_IDS, feedDay, type MatchFacts, matchTree } from './match-trees.ts';
import { nbaMatch, nbaScore } from './nba-trees.ts';
import { oddsTree } from './odds-trees.ts';

/** Every feed takes what asks for it as JSON, which some feeds are not even then. */
const JSON_ASKED = { json: 'text' } as const;

/** Feeds of basketball over the games of the simulated NBA, which have the same results at every provider. */
export function createGoalserveNbaApi({ seed }: { seed: number }): SimulatedApi {
  const league = createNbaLeague(seed);
  const listed = (context: AnswerContext) =>
    league.games.all().filter(({ id }) => isListed(context.dials, id, false));
  let askedForOddsMs = Number.NEGATIVE_INFINITY;
  return withOwnIds(createNbaApi({ seed, league }), seed, {
    '/bsktbl/nba-shedule': {
      get: 'nba-shedule',
      rules: { allowed: JSON_ASKED },
      rows: (_query, context) => listed(context).map((game) => matchTree(nbaMatch(league, game, context))),
    },
    '/bsktbl/nba-scores': {
      get: 'nba-scores',
      rules: { allowed: { date: 'text', ...JSON_ASKED }, oneOf: [['date']] },
      rows: ({ date }, context) =>
        listed(context)
          .filter((game) => feedDay(league.stateOf(game, context).startMs) === date)
          .map((game) => nbaScore(league, game, context)),
    },
    '/getodds/soccer': {
      get: 'odds',
      rules: { allowed: { cat: 'text', ...JSON_ASKED }, oneOf: [['cat']] },
      refusal: (_query, { nowMs, dials }) => {
        const isTooSoon = nowMs - askedForOddsMs < dials.oddsPauseSeconds * 1_000;
        if (isTooSoon) return { why: 'rate_limit', perMinute: 6, form: 'http429' };
        askedForOddsMs = nowMs;
        return undefined;
      },
      rows: ({ cat }, context): Tree[] =>
        listed(context)
          .filter((game) => cat === 'basket_10' && league.stateOf(game, context).status === 1)
          .map((game) => oddsTree(seed, nbaMatch(league, game, context))),
    },
  });
}

/** The schedule of the simulated NFL. */
export function createGoalserveNflApi({ seed }: { seed: number }): SimulatedApi {
  const league = createNflLeague(seed);
  const side = (teamId: number, periods: readonly number[]): MatchFacts['home'] => ({
    id: teamId,
    name: nflTeam(teamId).name,
    periods,
  });
  return withOwnIds(createNflApi({ seed, league }), seed, {
    '/football/nfl-shedule': {
      get: 'nfl-shedule',
      rules: { allowed: JSON_ASKED },
      rows: (_query, context) =>
        league.games
          .all()
          .filter(({ id }) => isListed(context.dials, id, false))
          .map((game) => {
            const { status, startMs, isFinal } = league.stateOf(game, context);
            const { home, away } = league.resultOf(game);
            return matchTree({
              id: game.id,
              startMs,
              status: status === 'notStarted' ? undefined : STATUSES[status].long,
              venue: nflTeam(game.homeTeamId).stadium,
              home: side(game.homeTeamId, isFinal ? home.periods : []),
              away: side(game.awayTeamId, isFinal ? away.periods : []),
            });
          }),
    },
  });
}

function withOwnIds(
  api: SimulatedApi,
  seed: number,
  endpoints: Readonly<Record<string, SimulatedEndpoint>>,
): SimulatedApi {
  return {
    ...api,
    protocol: goalserveProtocol(seed),
    endpoints,
    listGames: (context) =>
      api.listGames(context).map((game) => ({ ...game, writtenId: String(FIRST_IDS.match + game.id) })),
    // No feed is asked about one game.
    otherGameId: () => undefined,
  };
}

/** What an installation sets to ask it. */
export function goalserveSettings({ url, key }: { url: string; key: string }): Record<string, string> {
  return { GOALSERVE_URL: `${url}/getfeed`, GOALSERVE_API_KEY: key };
}
