import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, players, teams } from '../../db/schema/reference.ts';
import { sourceLineDifferences } from '../../db/schema/source-line-differences.ts';
import { AWAY, HOME } from '../../db/table-aliases.ts';
import type { ComparedLine, DifferenceStatus } from '../../domain/source-difference.ts';
import { afterDifference, pageOfDifferences } from './difference-cursor.ts';

export type LineDifferenceFilter = {
  gameId?: number | undefined;
  league?: string | undefined;
  of?: ComparedLine | undefined;
  status?: DifferenceStatus | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};

export type ListedLineDifference = Awaited<ReturnType<typeof listLineDifferences>>['items'][number];

const DEFAULT_LIMIT = 500;

const ORDER = 'line differences';

const ID_DIGITS = 10;

/** The player or team as a text that sorts as its number does. */
const ENTITY = sql`lpad(${sourceLineDifferences.entityId}::text, ${ID_DIGITS}::int, '0')`;

/** Figures of lines that a stored answer of another source has differently, those of the newest games first. Throws CursorError. */
export async function listLineDifferences(
  executor: Executor,
  { gameId, league, of, status, cursor, limit = DEFAULT_LIMIT }: LineDifferenceFilter,
) {
  const table = sourceLineDifferences;
  const rows = await executor
    .select({
      game_id: table.gameId,
      league: leagues.name,
      slate_date: games.slateDate,
      away: AWAY.name,
      home: HOME.name,
      entity_type: table.entityType,
      entity_id: table.entityId,
      name: sql<string | null>`coalesce(${players.fullName}, ${teams.name})`,
      field: table.field,
      ours: table.ours,
      our_source: table.ourSource,
      theirs: table.theirs,
      source: table.source,
      run_id: table.runId,
      first_seen_at: table.firstSeenAt,
      last_seen_at: table.lastSeenAt,
      settled_at: table.settledAt,
      settled_because: table.settledBecause,
    })
    .from(table)
    .innerJoin(games, eq(games.id, table.gameId))
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(HOME, eq(HOME.id, games.homeTeamId))
    .innerJoin(AWAY, eq(AWAY.id, games.awayTeamId))
    .leftJoin(players, and(eq(table.entityType, 'player'), eq(players.id, table.entityId)))
    .leftJoin(teams, and(eq(table.entityType, 'team'), eq(teams.id, table.entityId)))
    .where(
      and(
        gameId === undefined ? undefined : eq(table.gameId, gameId),
        league === undefined ? undefined : eq(leagues.name, league),
        of === undefined ? undefined : eq(table.entityType, of),
        status === undefined
          ? undefined
          : status === 'open'
            ? isNull(table.settledAt)
            : isNotNull(table.settledAt),
        afterDifference(ORDER, cursor, {
          gameId: table.gameId,
          columns: [table.entityType, ENTITY, table.source, table.field],
        }),
      ),
    )
    .orderBy(
      desc(games.gameDatetime),
      asc(table.gameId),
      asc(table.entityType),
      asc(ENTITY),
      asc(table.source),
      asc(table.field),
    )
    .limit(limit + 1);
  return pageOfDifferences(
    rows.map((row) => ({
      ...row,
      status: row.settled_at === null ? ('open' as const) : ('settled' as const),
    })),
    {
      order: ORDER,
      limit,
      keyOf: (row) => [
        row.entity_type,
        String(row.entity_id).padStart(ID_DIGITS, '0'),
        row.source,
        row.field,
      ],
    },
  );
}
