import { eq, sql, type SQL } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { liveScores } from '../../db/schema/live-scores.ts';
import { venues } from '../../db/schema/venues.ts';
import type { Sport } from '../../domain/sport.ts';
import { type Page, decodeCursor, pageSize, toPage } from '../../db/cursor.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';
import { game, sport } from '../tasks/aliases.ts';
import { type GameFilter, gameSearches } from '../tasks/game-filter.ts';
import { type PagePart, type Search, pageIds } from '../tasks/page-ids.ts';
import type { TaskQueries } from '../tasks/task-queries.ts';
import type { TaskRow } from '../tasks/task-rows.ts';
import { type GameChanges, readGameChanges } from './game-changes.ts';
import { type GameNames, type GameReferences, readGameNames } from './game-names.ts';
import type { GameRow, GameSide } from './game-row.ts';
import { liveState } from './live-state.ts';
import { LIVE_OF_GAME, liveRowOf, type StoredLive } from './live-row.ts';
import { type Participant, participantsOf } from './participants.ts';
import { type GameTimeline, readTimeline } from './timeline.ts';

const league = alias(leagues, 'league');
const firstPass = alias(seedingTasks, 'first_pass');

export type GameListOptions = GameFilter & {
  /** By tip-off; `asc` unless said otherwise. */
  order?: 'asc' | 'desc' | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

export type GameDetail = GameRow & {
  home_period_scores: readonly number[] | null;
  away_period_scores: readonly number[] | null;
  tasks: readonly TaskRow[];
  participants: readonly Participant[];
};

/** What a filter of games may choose from: leagues by name, the newest season first. */
export type GameChoices = {
  leagues: readonly { name: string; sport: Sport }[];
  seasons: readonly number[];
};

/** Reads games for lists, the API and the command line. */
export type GameQueries = {
  /** A page of games by tip-off. Throws CursorError. */
  list: (options?: GameListOptions) => Promise<Page<GameRow>>;
  /** How many games match; counting ends at `limit`. */
  count: (filter: GameFilter, limit: number) => Promise<number>;
  /** The leagues and seasons that there are, to choose from. */
  choices: () => Promise<GameChoices>;
  /** One game with its tasks and participants; undefined when there is none. */
  get: (gameId: number) => Promise<GameDetail | undefined>;
  /** Everything that happened to a game, oldest first, and what is next; undefined when there is no such game. */
  timeline: (gameId: number) => Promise<GameTimeline | undefined>;
  /** What was changed in its statistics, from what to what, oldest first; undefined when there is no such game. */
  changes: (gameId: number) => Promise<GameChanges | undefined>;
};

type FoundGame = GameRow & { sort_key: string };

type RawGame = Omit<FoundGame, 'label' | 'league' | 'season' | 'home' | 'away' | 'live'> &
  GameReferences & { home_score: number | null; away_score: number | null; live: StoredLive | null };

type PageOrder = Pick<PagePart, 'column' | 'isDescending'>;

const GAMES = sql`${games} as ${game}`;
const BY_TIP_OFF = { id: sql`${game.id}`, column: sql`${game.gameDatetime}` };

export function createGameQueries({
  db,
  taskQueries,
}: {
  db: Database;
  taskQueries: TaskQueries;
}): GameQueries {
  return {
    async list(options = {}) {
      const size = pageSize(options.limit);
      const isDescending = options.order === 'desc';
      const order = isDescending ? 'tip-off-desc' : 'tip-off';
      const page = { ...BY_TIP_OFF, isDescending, limit: size + 1 };
      const searches = await searchesOf(options);
      if (searches.length === 0) return { items: [], next_cursor: null };
      const ids = pageIds(searches, { ...page, after: behind(options.cursor, order, isDescending) });
      return toPage(await readGames(ids, page), size, order);
    },

    async count(filter, limit) {
      const searches = await searchesOf(filter);
      if (searches.length === 0) return 0;
      const ids = pageIds(searches, { ...BY_TIP_OFF, isDescending: false, after: sql`true`, limit });
      const row = await firstRow(
        db,
        selecting({ count: sql<number>`count(*)` }, (list) => sql`select ${list} from (${ids}) as matching`),
      );
      return row?.count ?? 0;
    },

    async choices() {
      const [ofSports, years] = await Promise.all([
        db
          .select({ name: league.name, sport: sport.displayName })
          .from(league)
          .innerJoin(sport, eq(sport.id, league.sportId))
          .orderBy(sport.id, league.name),
        rowsOf(
          db,
          selecting(
            { year: seasons.year },
            (list) => sql`select distinct ${list} from ${seasons} order by ${seasons.year} desc`,
          ),
        ),
      ]);
      return { leagues: ofSports, seasons: years.map(({ year }) => year) };
    },

    async get(gameId) {
      const row = await readGame(gameId);
      if (!row) return undefined;
      const { sort_key: _sortKey, ...game } = row;
      const [periods, tasks] = await Promise.all([periodsOf(gameId), taskQueries.ofGame(gameId)]);
      return { ...game, ...periods, tasks, participants: await participantsOf(db, game) };
    },

    async changes(gameId) {
      const row = await readGame(gameId);
      return row && readGameChanges(db, row);
    },

    async timeline(gameId) {
      const row = await readGame(gameId);
      if (!row) return undefined;
      return readTimeline(db, row, await taskQueries.ofGame(gameId));
    },
  };

  async function searchesOf(filter: GameFilter): Promise<Search[]> {
    return (await gameSearches(db, filter)).map((where) => ({ source: GAMES, where }));
  }

  async function readGame(gameId: number): Promise<FoundGame | undefined> {
    const [row] = await readGames(sql`select ${gameId}::int as id`, { ...BY_TIP_OFF, isDescending: false });
    return row;
  }

  /** The games of a select of ids, as they are shown. */
  async function readGames(ids: SQL, { column, isDescending }: PageOrder): Promise<FoundGame[]> {
    const direction = isDescending ? sql`desc` : sql`asc`;
    const rows = await rowsOf(
      db,
      selecting(
        {
          id: game.id,
          home_team_id: game.homeTeamId,
          away_team_id: game.awayTeamId,
          league_id: game.leagueId,
          season_id: game.seasonId,
          sport: sport.displayName,
          slate_date: sql<string>`${game.slateDate}::text`,
          tip_off: game.gameDatetime,
          time_confirmed: game.timeConfirmed,
          week: game.week,
          round: game.round,
          game_type: game.gameType,
          venue: sql<string | null>`coalesce(${venues.name}, ${game.venueName})`,
          venue_id: game.venueId,
          venue_city: venues.city,
          status: game.status,
          home_score: game.homeScore,
          away_score: game.awayScore,
          live: LIVE_OF_GAME,
          seeding_status: game.seedingStatus,
          seeded_at: game.seededAt,
          seeding_attempts: game.seedingAttempts,
          last_seeding_error: game.lastSeedingError,
          entities_done: firstPass.entitiesDone,
          entities_expected: firstPass.entitiesExpected,
          provider_game_id: sql<string | null>`${externalIdOf('game', game.id)}`,
          external_game_id: game.externalGameId,
          sort_key: sql<string>`${game.gameDatetime}::text`,
        },
        (list) => sql`
        with chosen as materialized (${ids})
        select ${list}
        from chosen
        join ${games} as ${game} on ${game.id} = chosen.id
        join ${sports} as ${sport} on ${sport.id} = ${game.sportId}
        left join ${liveScores} on ${liveScores.gameId} = ${game.id}
        left join ${venues} on ${venues.id} = ${game.venueId}
        left join ${seedingTasks} as ${firstPass} on ${firstPass.gameId} = ${game.id} and ${firstPass.pass} = 'first'
        order by ${column} ${direction}, ${game.id} ${direction}`,
      ),
    );
    const names = await readGameNames(db, rows);
    return rows.map((row) => foundGame(row, names));
  }

  async function periodsOf(gameId: number) {
    const [row] = await db
      .select({ home_period_scores: games.homePeriodScores, away_period_scores: games.awayPeriodScores })
      .from(games)
      .where(eq(games.id, gameId));
    return row ?? { home_period_scores: null, away_period_scores: null };
  }
}

function behind(cursor: string | undefined, order: string, isDescending: boolean): SQL {
  if (cursor === undefined) return sql`true`;
  const { key, id } = decodeCursor(order, cursor, 'instant');
  return sql`(${game.gameDatetime}, ${game.id}) ${isDescending ? sql`<` : sql`>`} (${key}::timestamptz, ${id})`;
}

function foundGame(raw: RawGame, names: GameNames): FoundGame {
  const { id, sport, ...rest } = raw;
  const { home_team_id, away_team_id, league_id, season_id, home_score, away_score, live, ...facts } = rest;
  const side = (teamId: number, score: number | null): GameSide => {
    const { name, abbreviation } = names.team(teamId);
    return { team_id: teamId, name, abbreviation, score };
  };
  return {
    id,
    label: names.label(raw),
    sport,
    league: names.league(league_id),
    season: names.season(season_id),
    ...facts,
    live: liveState({ sport, status: facts.status }, liveRowOf(live)),
    home: side(home_team_id, home_score),
    away: side(away_team_id, away_score),
  };
}
