import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import type { GameStatus, SeedingStatus } from '../domain/statuses.ts';
import { type Page, decodeCursor, pageSize, toPage } from './cursor.ts';
import { type GameFilter, gameSearches } from './game-filter.ts';
import { type GameChanges, readGameChanges } from './game-changes.ts';
import { type Participant, participantsOf } from './participants.ts';
import type { TaskQueries } from './task-queries.ts';
import { GAME_LABEL, LEAGUE_AND_SEASON, type TaskRow } from './task-rows.ts';
import { type GameTimeline, readTimeline } from './timeline.ts';

export type GameListOptions = GameFilter & {
  /** By tip-off; `asc` unless said otherwise. */
  order?: 'asc' | 'desc' | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** One side of a game, as the lists show it. */
export type GameSide = { team_id: number; name: string; abbreviation: string | null; score: number | null };

/** A game as lists, the API and the command line show it; field names as published. */
export type GameRow = {
  id: number;
  label: string;
  sport: Sport;
  league: string;
  season: number;
  slate_date: string;
  tip_off: Date;
  time_confirmed: boolean;
  week: number | null;
  round: string | null;
  game_type: string | null;
  venue: string | null;
  status: GameStatus;
  home: GameSide;
  away: GameSide;
  seeding_status: SeedingStatus;
  seeded_at: Date | null;
  seeding_attempts: number;
  last_seeding_error: string | null;
  /** Players and teams of the first pass that are settled, of those that are expected; null before anybody was. */
  entities_done: number | null;
  entities_expected: number | null;
  provider_game_id: string | null;
  external_game_id: string | null;
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
      const direction = isDescending ? sql`desc` : sql`asc`;
      const orderBy = sql`game.game_datetime ${direction}, game.id ${direction}`;
      let after = sql`true`;
      if (options.cursor !== undefined) {
        const { key, id } = decodeCursor(order, options.cursor);
        const position = sql`(${key}::timestamptz, ${id})`;
        after = sql`(game.game_datetime, game.id) ${isDescending ? sql`<` : sql`>`} ${position}`;
      }
      // Every search gives its own first ones, in the order of its index, and the first of all of them are kept.
      const found = await gameSearches(db, options);
      if (found.length === 0) return { items: [], next_cursor: null };
      const searches = found.map(
        (where) => sql`
          (select game.id, game.game_datetime from games as game
           where ${where} and ${after} order by ${orderBy} limit ${size + 1})`,
      );
      const ids = sql`
        select game.id from (${sql.join(searches, sql` union `)}) as game order by ${orderBy} limit ${size + 1}`;
      return toPage(await selectGames(ids, orderBy), size, order);
    },

    async count(filter, limit) {
      const found = await gameSearches(db, filter);
      if (found.length === 0) return 0;
      const searches = found.map(
        (where) => sql`(select game.id from games as game where ${where} limit ${limit})`,
      );
      const row = await firstRow<{ count: number }>(
        db,
        sql`select count(*) as count from (select from (${sql.join(searches, sql` union `)}) as found limit ${limit}) as matching`,
      );
      return row?.count ?? 0;
    },

    async choices() {
      const [leagues, seasons] = await Promise.all([
        rowsOf<GameChoices['leagues'][number]>(
          db,
          sql`
            select league.name, sport.display_name as sport
            from leagues as league join sports as sport on sport.id = league.sport_id order by sport.id, league.name`,
        ),
        rowsOf<{ year: number }>(db, sql`select distinct year from seasons order by year desc`),
      ]);
      return { leagues, seasons: seasons.map((season) => season.year) };
    },

    async get(gameId) {
      const [row] = await selectGames(sql`select ${gameId}::int as id`, sql`game.id`);
      if (!row) return undefined;
      const { sort_key: _sortKey, ...game } = row;
      const [periods, tasks] = await Promise.all([periodsOf(gameId), taskQueries.ofGame(gameId)]);
      return { ...game, ...periods, tasks, participants: await participantsOf(db, game) };
    },

    async changes(gameId) {
      const [row] = await selectGames(sql`select ${gameId}::int as id`, sql`game.id`);
      return row && readGameChanges(db, row);
    },

    async timeline(gameId) {
      const [row] = await selectGames(sql`select ${gameId}::int as id`, sql`game.id`);
      if (!row) return undefined;
      return readTimeline(db, row, await taskQueries.ofGame(gameId));
    },
  };

  function selectGames(ids: SQL, orderBy: SQL): Promise<(GameRow & { sort_key: string })[]> {
    return rowsOf(
      db,
      sql`
        with chosen as materialized (${ids})
        select game.id, ${GAME_LABEL} as label, sport.display_name as sport,
               ${LEAGUE_AND_SEASON}, game.slate_date::text as slate_date, game.game_datetime as tip_off,
               game.time_confirmed, game.week, game.round, game.game_type, game.venue_name as venue, game.status,
               (select json_build_object('team_id', id, 'name', name, 'abbreviation', abbreviation,
                                         'score', game.home_score) from teams where id = game.home_team_id) as home,
               (select json_build_object('team_id', id, 'name', name, 'abbreviation', abbreviation,
                                         'score', game.away_score) from teams where id = game.away_team_id) as away,
               game.seeding_status, game.seeded_at, game.seeding_attempts, game.last_seeding_error,
               first_pass.entities_done, first_pass.entities_expected,
               game.provider_game_id, game.external_game_id, game.game_datetime::text as sort_key
        from chosen
        join games as game on game.id = chosen.id
        join sports as sport on sport.id = game.sport_id
        left join seeding_tasks as first_pass on first_pass.game_id = game.id and first_pass.pass = 'first'
        order by ${orderBy}`,
    );
  }

  async function periodsOf(gameId: number) {
    const [row] = await rowsOf<Pick<GameDetail, 'home_period_scores' | 'away_period_scores'>>(
      db,
      sql`select home_period_scores, away_period_scores from games where id = ${gameId}`,
    );
    return row ?? { home_period_scores: null, away_period_scores: null };
  }
}
