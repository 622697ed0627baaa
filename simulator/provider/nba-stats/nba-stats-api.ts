import { isListed } from '../dials.ts';
import type { AnswerContext, SimulatedApi, SimulatedEndpoint } from '../simulated-api.ts';
import { createNbaApi } from '../nba/nba-api.ts';
import { createNbaLeague, type NbaLeague } from '../nba/league.ts';
import type { NbaGame } from '../nba/nba-games.ts';
import { NBA_TEAMS } from '../nba/nba-teams.ts';
import type { Query } from '../protocol.ts';
import { boardRow, easternDate, scheduleRow } from './board-rows.ts';
import { liveBox, traditionalBox } from './box-rows.ts';
import { nbaComGameId } from './nba-com-ids.ts';
import { NBA_STATS_PROTOCOL } from './nba-stats-protocol.ts';
import { officialsOf } from './officials.ts';
import { FORMER_PLAYER, playerRow } from './player-rows.ts';

/** Today's board stays until noon of the next day. */
const BOARD_STAYS_MS = 12 * 3_600_000;

/**
 * The league's own hosts over the games of the simulated NBA: the same seed and games have the same results, rosters
 * and lines as at the other simulated providers.
 */
export function createNbaStatsApi({ seed }: { seed: number }): SimulatedApi {
  const league = createNbaLeague(seed);
  const api = createNbaApi({ seed, league });
  const idOf = (id: number): string | undefined => {
    const game = league.games.byId(id);
    return game && nbaComGameId(game);
  };
  return {
    ...api,
    protocol: NBA_STATS_PROTOCOL,
    endpoints: endpointsOf(league, seed),
    listGames: (context) =>
      api.listGames(context).map((listing) => ({ ...listing, writtenId: idOf(listing.id) ?? '' })),
    otherGameId(written) {
      const asked = gameWritten(league, written);
      const other = asked && api.otherGameId(String(asked.id));
      return other === undefined ? undefined : idOf(Number(other));
    },
  };
}

function endpointsOf(league: NbaLeague, seed: number): SimulatedApi['endpoints'] {
  return { ...listEndpoints(league), ...gameEndpoints(league, seed), ...playerEndpoint(league) };
}

function listEndpoints(league: NbaLeague): SimulatedApi['endpoints'] {
  const listed = (context: AnswerContext, isWanted: (game: NbaGame) => boolean): NbaGame[] =>
    league.games.all().filter((game) => isListed(context.dials, game.id, false) && isWanted(game));
  const onDate = (date: string, context: AnswerContext): object[] =>
    listed(context, (game) => easternDate(league.stateOf(game, context).startMs) === date).map((game) =>
      boardRow(league, game, context),
    );
  return {
    '/static/json/staticData/scheduleLeagueV2.json': {
      get: 'schedule',
      rules: { allowed: {} },
      rows: (_query, context) => {
        const season = seasonAt(context.nowMs);
        return listed(context, (game) => game.season === season).map((game) =>
          scheduleRow(league, game, context),
        );
      },
    },
    '/static/json/liveData/scoreboard/todaysScoreboard_00.json': {
      get: 'board',
      rules: { allowed: {} },
      rows: (_query, context) => onDate(easternDate(context.nowMs - BOARD_STAYS_MS), context),
    },
    '/stats/scoreboardv3': {
      get: 'board',
      rules: { allowed: { GameDate: 'date', LeagueID: 'text' }, oneOf: [['GameDate']] },
      rows: (query, context) => onDate(query['GameDate'] ?? '', context),
    },
    '/stats/scheduleleaguev2': {
      get: 'schedule',
      rules: { allowed: { Season: 'text', LeagueID: 'text' }, oneOf: [['Season']] },
      rows: (query, context) =>
        listed(context, ({ season }) => query['Season']?.startsWith(`${season}-`) === true).map((game) =>
          scheduleRow(league, game, context),
        ),
    },
  };
}

/** Everybody of the league, and one who is of no team any more. */
function playerEndpoint(league: NbaLeague): SimulatedApi['endpoints'] {
  return {
    '/stats/commonallplayers': {
      get: 'players',
      rules: {
        allowed: { LeagueID: 'text', Season: 'text', IsOnlyCurrentSeason: 'integer' },
        oneOf: [['Season']],
      },
      rows: (query) => [
        ...NBA_TEAMS.flatMap((team) =>
          league.rosters.ofTeam(team.id).map((player) => playerRow(player, team)),
        ),
        ...(query['IsOnlyCurrentSeason'] === '1' ? [] : [FORMER_PLAYER]),
      ],
    },
  };
}

/** The endpoints that are asked about one game. */
function gameEndpoints(league: NbaLeague, seed: number): SimulatedApi['endpoints'] {
  const ofGame = (
    get: string,
    gameParameter: 'gameId' | 'GameID',
    rows: (game: NbaGame, context: AnswerContext) => readonly object[],
  ): SimulatedEndpoint => ({
    get,
    gameParameter,
    rules: { allowed: { [gameParameter]: 'text' }, oneOf: [[gameParameter]] },
    rows: (query: Query, context) => {
      const game = gameWritten(league, query[gameParameter]);
      return game && isListed(context.dials, game.id, true) ? rows(game, context) : [];
    },
  });
  return {
    '/static/json/liveData/boxscore': ofGame('game', 'gameId', (game, context) =>
      liveBox(league, seed, game, context),
    ),
    '/stats/boxscoretraditionalv3': ofGame('boxScoreTraditional', 'GameID', (game, context) =>
      traditionalBox(league, game, context),
    ),
    '/stats/boxscoresummaryv3': ofGame('boxScoreSummary', 'GameID', (game) => [
      { gameId: nbaComGameId(game), officials: officialsOf(seed, game.id) },
    ]),
    '/stats/boxscoretraditionalv2': ofGame('tables', 'GameID', () => []),
  };
}

function gameWritten(league: NbaLeague, written: string | undefined): NbaGame | undefined {
  return league.games.all().find((game) => nbaComGameId(game) === written);
}

/** What an installation sets to ask it. */
export function nbaStatsSettings({ url }: { url: string }): Record<string, string> {
  return {
    NBA_STATS_ENABLED: 'true',
    NBA_STATS_URL: url,
    NBA_CDN_URL: url,
  };
}

/** Seasons turn in July. */
function seasonAt(nowMs: number): number {
  const now = new Date(nowMs);
  return now.getUTCFullYear() - (now.getUTCMonth() >= 6 ? 0 : 1);
}
