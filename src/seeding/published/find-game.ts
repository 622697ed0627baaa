import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { GAME, LEAGUE, SEASON } from '../../db/table-aliases.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { type TeamDirectory, loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import type { GamePlace, PublishedLayout, RowFault } from './layouts/layout.ts';

/** A game of the schedule, as far as rows are held against it. */
type KnownGame = {
  id: number;
  seasonYear: number;
  week: number | null;
  date: string;
  status: GameStatus;
  gameType: string | null;
  homeTeamId: number;
  awayTeamId: number;
  homeScore: number | null;
  awayScore: number | null;
};

/** The game of a row, and which side of it the row is about. */
export type FoundGame = {
  gameId: number;
  seasonYear: SeasonYear;
  date: string;
  teamId: number;
  isHome: boolean;
};

export type PublishedGameFinder = {
  find: (place: GamePlace) => Promise<{ ok: true; game: FoundGame } | { ok: false; fault: RowFault }>;
};

const INGEST = 'Bring in the schedule of that season (ingest-schedule), and load the file again.';
const TEACH = 'Teach the name (teams alias add), and load the file again.';

/**
 * Finds the games of rows in the schedule as it stands: a team plays once a week and once a day. Games of a season, or of
 * a month, are read once.
 */
export async function createPublishedGameFinder(
  db: Executor,
  { sport, leagueName }: Pick<PublishedLayout, 'sport' | 'leagueName'>,
): Promise<PublishedGameFinder> {
  const directory = await loadTeamDirectory(db, sport);
  const leagueId = directory.leagueIdOf(leagueName);
  const pages = new Map<string, Promise<ReadonlyMap<string, readonly KnownGame[]>>>();
  const known = new Map<string, RecognisedTeam>();

  function teamOf(name: string, season: SeasonYear | undefined): RecognisedTeam {
    const key = `${season} ${name}`;
    const team = known.get(key) ?? recogniseTeam(directory, leagueName, name, season);
    known.set(key, team);
    return team;
  }

  function gamesOf(when: GamePlace['when']): Promise<ReadonlyMap<string, readonly KnownGame[]>> {
    const page = 'date' in when ? when.date.slice(0, 7) : String(when.seasonYear);
    const read = pages.get(page) ?? readPage(db, leagueId, when);
    pages.set(page, read);
    return read;
  }

  return {
    async find(place) {
      const games = await gamesOf(place.when);
      const season = 'date' in place.when ? undefined : place.when.seasonYear;
      const team = teamOf(place.team, season);
      if (team.fault) return { ok: false, fault: { ...team.fault, column: 'team' } };
      const { teamId } = team;
      const own = games.get(whenKey(place.when)) ?? [];
      const [game, second] = own.filter(
        ({ homeTeamId, awayTeamId }) => homeTeamId === teamId || awayTeamId === teamId,
      );
      if (game === undefined) return { ok: false, fault: unknownGame(place) };
      if (second !== undefined) return { ok: false, fault: twoGames(place, game, second) };
      const isHome = game.homeTeamId === teamId;
      const fault =
        objectionTo(game, { ...place, isOursHome: isHome }) ??
        (place.opponent === undefined
          ? undefined
          : otherOpponent(game, isHome, teamOf(place.opponent, game.seasonYear)));
      if (fault) return { ok: false, fault };
      return {
        ok: true,
        game: { gameId: game.id, seasonYear: game.seasonYear, date: game.date, teamId, isHome },
      };
    },
  };
}

function whenKey(when: GamePlace['when']): string {
  return 'date' in when ? when.date : `${when.seasonYear} week ${when.week}`;
}

function inWords(when: GamePlace['when']): string {
  return 'date' in when ? `on ${when.date}` : `in week ${when.week} of ${when.seasonYear}`;
}

/** The games of a season by week, or of a month by day, of a league. */
async function readPage(
  db: Executor,
  leagueId: number,
  when: GamePlace['when'],
): Promise<ReadonlyMap<string, readonly KnownGame[]>> {
  const isInPage =
    'date' in when
      ? sql`${GAME.gameDate} >= ${`${when.date.slice(0, 7)}-01`}::date
            and ${GAME.gameDate} < ${`${when.date.slice(0, 7)}-01`}::date + interval '1 month'`
      : sql`${SEASON.year} = ${when.seasonYear}`;
  const rows = await db
    .select({
      id: GAME.id,
      seasonYear: SEASON.year,
      week: GAME.week,
      date: GAME.gameDate,
      status: GAME.status,
      gameType: GAME.gameType,
      homeTeamId: GAME.homeTeamId,
      awayTeamId: GAME.awayTeamId,
      homeScore: GAME.homeScore,
      awayScore: GAME.awayScore,
    })
    .from(GAME)
    .innerJoin(SEASON, sql`${SEASON.id} = ${GAME.seasonId}`)
    .innerJoin(LEAGUE, sql`${LEAGUE.id} = ${GAME.leagueId}`)
    .where(sql`${LEAGUE.id} = ${leagueId} and ${isInPage} and ${GAME.status} <> 'cancelled'`);
  return Map.groupBy(rows, ({ seasonYear, week, date }) =>
    'date' in when ? date : `${seasonYear} week ${week}`,
  );
}

type RecognisedTeam = { teamId: number; fault?: undefined } | { fault: Omit<RowFault, 'column'> };

function recogniseTeam(
  directory: TeamDirectory,
  league: string,
  name: string,
  season: SeasonYear | undefined,
): RecognisedTeam {
  const found = directory.resolverOf(league).resolve(name, season);
  // A spelling that is only near to one is none: a line must not be a guess.
  if (found.ok && found.how !== 'fuzzy') return { teamId: found.teamKey };
  const isAmbiguous = !found.ok && found.reason === 'ambiguous_team';
  return {
    fault: {
      reason: isAmbiguous ? 'ambiguous_team' : 'unknown_team',
      problem: isAmbiguous
        ? `several teams of the ${league} bear the name`
        : `no team of the ${league} is called so`,
      remedy: TEACH,
    },
  };
}

function unknownGame({ when, team }: GamePlace): RowFault {
  return {
    reason: 'unknown_game',
    column: 'date' in when ? 'date' : 'week',
    problem: `the schedule has no game of ${team} ${inWords(when)}`,
    remedy: INGEST,
  };
}

function twoGames({ when, team }: GamePlace, one: KnownGame, other: KnownGame): RowFault {
  return {
    reason: 'two_games',
    column: 'date' in when ? 'date' : 'week',
    problem: `the schedule has two games of ${team} ${inWords(when)}: ${one.id} and ${other.id}`,
    remedy: 'Look which of the two was played; the other one has to be cancelled.',
  };
}

/** Why the rows of a game are not taken as they stand. */
function objectionTo(
  { id, status, gameType, homeScore, awayScore }: KnownGame,
  { when, isHome, isPlayoff, isOursHome }: GamePlace & { isOursHome: boolean },
): RowFault | undefined {
  const column = 'date' in when ? 'date' : 'week';
  if (isHome !== undefined && isHome !== isOursHome) {
    return {
      reason: 'other_side',
      column: 'pairing',
      problem: `the schedule has the other team at home in game ${id}`,
      remedy: 'One of the two is wrong: compare them with what the league says.',
    };
  }
  if (isPlayoff !== undefined && gameType !== null && isPlayoff !== (gameType === 'playoff')) {
    const problem = `game ${id} is ${gameType === 'playoff' ? 'a game of the playoffs' : 'no game of the playoffs'} in the schedule`;
    return { reason: 'other_part_of_season', column: 'seasonType', problem, remedy: INGEST };
  }
  if (status !== 'completed' || homeScore === null || awayScore === null) {
    const problem = `game ${id} has no final score here, which its lines are held against`;
    return { reason: 'game_not_final', column, problem, remedy: INGEST };
  }
  return undefined;
}

function otherOpponent(game: KnownGame, isHome: boolean, opponent: RecognisedTeam): RowFault | undefined {
  if (opponent.fault) return { ...opponent.fault, column: 'opponent' };
  if (opponent.teamId === (isHome ? game.awayTeamId : game.homeTeamId)) return undefined;
  return {
    reason: 'other_opponent',
    column: 'opponent',
    problem: `the schedule has another opponent in game ${game.id}`,
    remedy: 'One of the two is wrong: compare them with what the league says.',
  };
}
