import { isListed } from '../dials.ts';
import type { Query } from '../protocol.ts';
import type { AnswerContext, SimulatedEndpoint } from '../simulated-api.ts';
import { FIRST_SEASON, LEAGUE_NAMES, playerProfileRow, TEAM_DIRECTORY } from './directory-rows.ts';
import { gameRow } from './game-rows.ts';
import type { NbaLeague } from './league.ts';
import type { NbaGame } from './nba-games.ts';
import { teamSeasonRows } from './season-rows.ts';
import { standingsRows } from './standings-rows.ts';
import { playerStatisticsRows, teamStatisticsRows } from './statistics-rows.ts';

/** The endpoints of API-NBA v2 by path. Documented at https://api-sports.io/documentation/nba/v2. */
export function nbaEndpoints(league: NbaLeague): Readonly<Record<string, SimulatedEndpoint>> {
  return {
    '/seasons': { get: 'seasons/', rules: { allowed: {} }, rows: (_query, { nowMs }) => seasonsUpTo(nowMs) },
    '/leagues': { get: 'leagues/', rules: { allowed: {} }, rows: () => LEAGUE_NAMES },
    '/games': gamesEndpoint(league),
    '/games/statistics': {
      get: 'games/statistics',
      gameParameter: 'id',
      rules: { allowed: { id: 'integer' }, oneOf: [['id']] },
      rows(query, context) {
        const game = league.games.byId(Number(query['id']));
        const box = game && league.boxScoreOf(game, context);
        return box === undefined ? [] : teamStatisticsRows(box);
      },
    },
    '/players': playersEndpoint(league),
    '/players/statistics': {
      get: 'players/statistics',
      gameParameter: 'game',
      entityParameter: 'id',
      rules: {
        allowed: { id: 'integer', game: 'integer', team: 'integer', season: 'integer' },
        oneOf: [['game'], ['id', 'season'], ['team', 'season']],
      },
      rows: (query, context) => playerLines(league, query, context),
    },
    '/teams': {
      get: 'teams/',
      rules: {
        allowed: {
          id: 'integer',
          name: 'text',
          code: 'text',
          league: 'text',
          conference: 'text',
          division: 'text',
          search: 'text',
        },
      },
      rows: teamsMatching,
    },
    '/teams/statistics': {
      get: 'teams/statistics',
      rules: { allowed: { id: 'integer', season: 'integer', stage: 'integer' }, oneOf: [['id', 'season']] },
      rows: (query, context) => teamSeasonRows(league, Number(query['id']), Number(query['season']), context),
    },
    '/standings': standingsEndpoint(league),
  };
}

function gamesEndpoint(league: NbaLeague): SimulatedEndpoint {
  return {
    get: 'games/',
    gameParameter: 'id',
    rules: {
      allowed: {
        id: 'integer',
        date: 'date',
        live: 'text',
        league: 'text',
        season: 'integer',
        team: 'integer',
        h2h: 'text',
      },
      oneOf: [['id'], ['date'], ['live'], ['league'], ['season'], ['team'], ['h2h']],
    },
    rows: (query, context) =>
      gamesMatching(league, query, context).map((game) =>
        gameRow(game, league.resultOf(game), league.stateOf(game, context)),
      ),
  };
}

function playersEndpoint(league: NbaLeague): SimulatedEndpoint {
  return {
    get: 'players/',
    rules: {
      allowed: {
        id: 'integer',
        name: 'text',
        team: 'integer',
        season: 'integer',
        country: 'text',
        search: 'text',
      },
      oneOf: [['id'], ['name'], ['team', 'season'], ['country'], ['search']],
    },
    rows: (query, { nowMs }) => playersMatching(league, query, nowMs),
  };
}

function standingsEndpoint(league: NbaLeague): SimulatedEndpoint {
  return {
    get: 'standings/',
    rules: {
      allowed: { league: 'text', season: 'integer', team: 'integer', conference: 'text', division: 'text' },
      oneOf: [['league', 'season']],
    },
    rows(query, context) {
      const rows = standingsRows(league, Number(query['season']), context) as readonly StandingsRow[];
      return rows.filter(
        (row) =>
          query['league'] === row.league &&
          isWanted(query['team'], row.team.id) &&
          isWanted(query['conference'], row.conference.name) &&
          isWanted(query['division'], row.division.name),
      );
    },
  };
}

type StandingsRow = {
  league: string;
  team: { id: number };
  conference: { name: string };
  division: { name: string };
};

/** Whether a row passes a filter; a filter that was not given lets everything pass. */
function isWanted(filter: string | undefined, value: string | number): boolean {
  return filter === undefined || filter.toLowerCase() === String(value).toLowerCase();
}

function seasonsUpTo(nowMs: number): readonly number[] {
  const now = new Date(nowMs);
  const current = now.getUTCMonth() >= 9 ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
  return Array.from({ length: Math.max(0, current - FIRST_SEASON + 1) }, (_, index) => FIRST_SEASON + index);
}

/** `date` is a UTC day: an evening in the United States lies on two of them. */
function gamesMatching(league: NbaLeague, query: Query, context: AnswerContext): readonly NbaGame[] {
  const { id, date, live, league: name, season, team, h2h } = query;
  if (name !== undefined && name !== 'standard') return [];
  return league.games.all().filter((game) => {
    const { status, startMs } = league.stateOf(game, context);
    const teams = [String(game.homeTeamId), String(game.awayTeamId)];
    return (
      isListed(context.dials, game.id, id !== undefined) &&
      isWanted(id, game.id) &&
      (date === undefined || new Date(startMs).toISOString().startsWith(date)) &&
      (live === undefined || status === 2) &&
      isWanted(season, game.season) &&
      (team === undefined || teams.includes(team)) &&
      (h2h === undefined || h2h.split('-').every((one) => teams.includes(one)))
    );
  });
}

function playersMatching(league: NbaLeague, query: Query, nowMs: number): readonly object[] {
  const { id, name, team, season, country, search } = query;
  const year = season === undefined ? new Date(nowMs).getUTCFullYear() : Number(season);
  return TEAM_DIRECTORY.filter((row) => isWanted(team, row.id))
    .flatMap((row) => league.rosters.ofTeam(row.id))
    .filter(
      (player) =>
        isWanted(id, player.id) &&
        (name === undefined || [player.firstName, player.lastName].some((part) => isWanted(name, part))) &&
        isWanted(country, player.country) &&
        (search === undefined ||
          `${player.firstName} ${player.lastName}`.toLowerCase().includes(search.toLowerCase())),
    )
    .map((player) => playerProfileRow(player, year));
}

function playerLines(league: NbaLeague, query: Query, context: AnswerContext): readonly object[] {
  const { id, game: gameId, team, season } = query;
  const teamId = team ?? (id === undefined ? undefined : league.rosters.player(Number(id))?.teamId);
  return league.games
    .all()
    .filter((game) => isWanted(gameId, game.id) && isWanted(season, game.season))
    .filter((game) => teamId === undefined || [game.homeTeamId, game.awayTeamId].includes(Number(teamId)))
    .flatMap((game) => {
      const box = league.boxScoreOf(game, context);
      if (box === undefined) return [];
      return playerStatisticsRows(
        game.id,
        box,
        ({ player }) => isWanted(id, player.id) && isWanted(team, player.teamId),
      );
    });
}

function teamsMatching({ id, name, code, league, conference, division, search }: Query): readonly object[] {
  return TEAM_DIRECTORY.filter((row) => {
    const place = row.leagues[league ?? 'standard'];
    return (
      isWanted(id, row.id) &&
      isWanted(name, row.name) &&
      isWanted(code, row.code) &&
      (league === undefined || place !== undefined) &&
      isWanted(conference, place?.conference ?? '') &&
      isWanted(division, place?.division ?? '') &&
      (search === undefined || row.name.toLowerCase().includes(search.toLowerCase()))
    );
  });
}
