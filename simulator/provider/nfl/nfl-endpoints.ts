import { isListed } from '../dials.ts';
import type { Query } from '../protocol.ts';
import type { AnswerContext, SimulatedEndpoint } from '../simulated-api.ts';
import { FIRST_SEASON, playerProfileRow, TEAM_DIRECTORY } from './directory-rows.ts';
import { gameRow } from './game-rows.ts';
import type { NflLeague } from './league.ts';
import type { NflGame } from './nfl-games.ts';
import { seasonExtras } from './season-extras.ts';
import { playerStatisticsRows } from './player-statistics-rows.ts';
import { teamStatisticsRows } from './team-statistics-rows.ts';

/** The endpoints of American Football v1 by path. Documented at https://api-sports.io/documentation/nfl/v1. */
export function nflEndpoints(league: NflLeague): Readonly<Record<string, SimulatedEndpoint>> {
  const boxOf = ({ id }: Query, context: AnswerContext) => {
    const game = league.games.byId(Number(id));
    return game && league.boxScoreOf(game, context);
  };
  return {
    '/seasons': { get: 'seasons', rules: { allowed: {} }, rows: (_query, { nowMs }) => seasonsUpTo(nowMs) },
    '/games': gamesEndpoint(league),
    '/games/statistics/players': {
      get: 'games/statistics/players',
      gameParameter: 'id',
      entityParameter: 'team',
      rules: { allowed: { id: 'integer', team: 'integer', group: 'text' }, oneOf: [['id']] },
      rows(query, context) {
        const box = boxOf(query, context);
        if (box === undefined) return [];
        return playerStatisticsRows(box, {
          team: (teamId) => isWanted(query['team'], teamId),
          group: (name) => isWanted(query['group'], name),
        });
      },
    },
    '/games/statistics/teams': {
      get: 'games/statistics/teams',
      gameParameter: 'id',
      entityParameter: 'team',
      rules: { allowed: { id: 'integer', team: 'integer' }, oneOf: [['id']] },
      rows(query, context) {
        const box = boxOf(query, context);
        return box === undefined ? [] : teamStatisticsRows(box, (teamId) => isWanted(query['team'], teamId));
      },
    },
    '/players': {
      get: 'players',
      rules: {
        allowed: { id: 'integer', name: 'text', team: 'integer', season: 'integer', search: 'text' },
        oneOf: [['id'], ['name'], ['team', 'season'], ['search']],
      },
      rows: (query) => playersMatching(league, query),
    },
    '/teams': teamsEndpoint(),
  };
}

function gamesEndpoint(league: NflLeague): SimulatedEndpoint {
  return {
    get: 'games',
    gameParameter: 'id',
    rules: {
      allowed: {
        id: 'integer',
        date: 'date',
        live: 'text',
        league: 'integer',
        season: 'integer',
        team: 'integer',
        h2h: 'text',
      },
      oneOf: [['id'], ['date'], ['live'], ['league', 'season'], ['team', 'season'], ['h2h']],
    },
    rows: (query, context) => [
      ...extrasMatching(league, query, context),
      ...gamesMatching(league, query, context).map((game) =>
        gameRow(game, league.resultOf(game), league.stateOf(game, context)),
      ),
    ],
  };
}

function teamsEndpoint(): SimulatedEndpoint {
  return {
    get: 'teams',
    rules: {
      allowed: {
        id: 'integer',
        league: 'integer',
        season: 'integer',
        name: 'text',
        code: 'text',
        search: 'text',
      },
      oneOf: [['id'], ['league', 'season'], ['name'], ['code'], ['search']],
    },
    rows: teamsMatching,
  };
}

/** Whether a row passes a filter; a filter that was not given lets everything pass. */
function isWanted(filter: string | undefined, value: string | number | null): boolean {
  return filter === undefined || filter.toLowerCase() === String(value).toLowerCase();
}

function seasonsUpTo(nowMs: number): readonly number[] {
  const now = new Date(nowMs);
  const current = now.getUTCMonth() >= 6 ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
  return Array.from({ length: Math.max(0, current - FIRST_SEASON + 1) }, (_, index) => FIRST_SEASON + index);
}

/** `date` is a UTC day: night games are on the day after. The one league that is simulated has the id 1. */
function gamesMatching(league: NflLeague, query: Query, context: AnswerContext): readonly NflGame[] {
  const { id, date, live, league: leagueId, season, team, h2h } = query;
  if (leagueId !== undefined && leagueId !== '1') return [];
  return league.games.all().filter((game) => {
    const { hasBegun, isFinal, startMs } = league.stateOf(game, context);
    const teams = [String(game.homeTeamId), String(game.awayTeamId)];
    return (
      isListed(context.dials, game.id, id !== undefined) &&
      isWanted(id, game.id) &&
      (date === undefined || new Date(startMs).toISOString().startsWith(date)) &&
      (live === undefined || (hasBegun && !isFinal)) &&
      isWanted(season, game.season) &&
      (team === undefined || teams.includes(team)) &&
      (h2h === undefined || h2h.split('-').every((one) => teams.includes(one)))
    );
  });
}

/** What the lists of a season and of a day hold beside the season's own games. */
function extrasMatching(
  league: NflLeague,
  { league: leagueId, season, date, ...others }: Query,
  { nowMs }: AnswerContext,
): readonly object[] {
  if ((season === undefined && date === undefined) || Object.keys(others).length > 0) return [];
  if (leagueId !== undefined && leagueId !== '1') return [];
  const seasons = new Set(league.games.all().map((game) => game.season));
  return [...seasons]
    .filter((year) => isWanted(season, year))
    .flatMap((year) => seasonExtras(year, nowMs))
    .filter(({ startMs }) => date === undefined || new Date(startMs).toISOString().startsWith(date))
    .map(({ row }) => row);
}

function playersMatching(league: NflLeague, { id, name, team, search }: Query): readonly object[] {
  return TEAM_DIRECTORY.filter((row) => isWanted(team, row.id))
    .flatMap((row) => league.rosters.ofTeam(row.id))
    .filter(
      (player) =>
        isWanted(id, player.id) &&
        isWanted(name, player.name) &&
        (search === undefined || player.name.toLowerCase().includes(search.toLowerCase())),
    )
    .map(playerProfileRow);
}

function teamsMatching({ id, league, name, code, search }: Query): readonly object[] {
  if (league !== undefined && league !== '1') return [];
  return TEAM_DIRECTORY.filter(
    (row) =>
      isWanted(id, row.id) &&
      isWanted(name, row.name) &&
      isWanted(code, row.code) &&
      (search === undefined || row.name.toLowerCase().includes(search.toLowerCase())),
  );
}
