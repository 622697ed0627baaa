import { sql } from 'drizzle-orm';
import { HAS_FAR_LEASE } from '../../db/far-lease.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { LINE_TABLES } from '../../db/schema/line-tables.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import { CLAIM_REFUSED } from '../../domain/statuses.ts';
import type { Fact } from './fact.ts';

/** A task that is due later than this after its window was put off by hand, not by a hold. */
const FARTHEST_DUE_DAYS = 400;

/** Ids of open tasks that only a change by hand can have made what they are. */
export type OddTasks = {
  heldForEver: readonly number[];
  refused: readonly number[];
  /** The game of the first of them. */
  refusedGame: number | null;
  putOffForEver: readonly number[];
};

export const oddTasks: Fact<null, OddTasks> = {
  name: 'odd_tasks',
  meaning:
    'Open tasks that only a change by hand can have made: claimed or put off for ever, or refused to be claimed.',
  unit: 'tasks',
  window: 'now',
  async read(executor) {
    const { id, gameId, status, dueAt, scheduledTime, errorType } = seedingTasks;
    const isRefused = sql`${status} = 'pending' and ${errorType} = ${CLAIM_REFUSED}`;
    const row = await firstRow(
      executor,
      selecting(
        {
          heldForEver: sql<
            readonly number[]
          >`coalesce(array_agg(${id} order by ${id}) filter (where ${HAS_FAR_LEASE}), '{}')`,
          refused: sql<
            readonly number[]
          >`coalesce(array_agg(${id} order by ${id}) filter (where ${isRefused}), '{}')`,
          refusedGame: sql<
            number | null
          >`(array_agg(${gameId} order by ${id}) filter (where ${isRefused}))[1]`,
          putOffForEver: sql<
            readonly number[]
          >`coalesce(array_agg(${id} order by ${id}) filter (where ${status} = 'pending'
                 and ${dueAt} > greatest(${scheduledTime}, now()) + ${FARTHEST_DUE_DAYS} * interval '1 day'), '{}')`,
        },
        (list) => sql`
        select ${list}
        from ${seedingTasks} where ${status} in ('pending', 'running')`,
      ),
    );
    return row ?? { heldForEver: [], refused: [], refusedGame: null, putOffForEver: [] };
  },
};

export const gamesWithoutLines: Fact<{ limit: number }, readonly number[]> = {
  name: 'games_without_lines',
  meaning: "Completed games of which a side has no player's line, or no line of the team.",
  unit: 'games',
  window: 'any time',
  async read(executor, { limit }) {
    const bySport = BOX_SCORE_SPORTS.map((sport) => {
      const linesOf = LINE_TABLES[sport];
      const lineless = (lines: typeof linesOf.player | typeof linesOf.team) => sql`
        not exists (select 1 from ${lines} where ${lines.seasonYear} = ${seasons.year} and ${lines.gameId} = ${games.id}
                                             and ${lines.teamId} = side.team_id)`;
      return sql`
        select ${games.id} as id from ${games}
        join ${sports} on ${sports.id} = ${games.sportId} and ${sports.displayName} = ${sport}
        join ${seasons} on ${seasons.id} = ${games.seasonId}
        cross join lateral (values (${games.homeTeamId}), (${games.awayTeamId})) as side(team_id)
        where ${games.seedingStatus} = 'completed' and (${lineless(linesOf.player)} or ${lineless(linesOf.team)})`;
    });
    const rows = await rowsOf(
      executor,
      selecting(
        { id: columnIn('lacking', games.id) },
        (list) =>
          sql`select distinct ${list} from (${sql.join(bySport, sql` union all `)}) as lacking order by id limit ${limit}`,
      ),
    );
    return rows.map(({ id }) => id);
  },
};
