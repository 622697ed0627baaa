import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Page } from '../../db/cursor.ts';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues } from '../../db/schema/reference.ts';
import { sourceDifferences } from '../../db/schema/source-differences.ts';
import { AWAY, HOME } from '../../db/table-aliases.ts';
import type { DifferenceField, DifferenceStatus } from '../../domain/source-difference.ts';
import { afterDifference, pageOfDifferences } from './difference-cursor.ts';

export type DifferenceFilter = {
  gameId?: number | undefined;
  league?: string | undefined;
  field?: DifferenceField | undefined;
  /** Both where nothing is said. */
  status?: DifferenceStatus | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};

/** Where another source says something else of a game, as lists, the API and the command line show it. */
export type SourceDifference = Awaited<ReturnType<typeof selectDifferences>>[number] & {
  status: DifferenceStatus;
};

const DEFAULT_LIMIT = 200;

const ORDER = 'differences';

/**
 * What sources say differently of games: both words, who says each, the run that saw it last, and why it is settled.
 * Those of the newest games first. Throws CursorError.
 */
export async function listDifferences(
  executor: Executor,
  { limit = DEFAULT_LIMIT, ...filter }: DifferenceFilter,
): Promise<Page<SourceDifference>> {
  const rows = await selectDifferences(executor, { ...filter, limit: limit + 1 });
  return pageOfDifferences(
    rows.map((row) => ({ ...row, status: row.settled_at === null ? 'open' : 'settled' })),
    { order: ORDER, limit, keyOf: ({ source, field }) => [source, field] },
  );
}

function selectDifferences(
  executor: Executor,
  { gameId, league, field, status, cursor, limit }: DifferenceFilter & { limit: number },
) {
  const { settledAt } = sourceDifferences;
  return executor
    .select({
      game_id: sourceDifferences.gameId,
      league: leagues.name,
      slate_date: games.slateDate,
      away: AWAY.name,
      home: HOME.name,
      field: sourceDifferences.field,
      ours: sourceDifferences.ours,
      our_source: sourceDifferences.ourSource,
      theirs: sourceDifferences.theirs,
      source: sourceDifferences.source,
      run_id: sourceDifferences.runId,
      first_seen_at: sourceDifferences.firstSeenAt,
      last_seen_at: sourceDifferences.lastSeenAt,
      settled_at: settledAt,
      settled_because: sourceDifferences.settledBecause,
    })
    .from(sourceDifferences)
    .innerJoin(games, eq(games.id, sourceDifferences.gameId))
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(HOME, eq(HOME.id, games.homeTeamId))
    .innerJoin(AWAY, eq(AWAY.id, games.awayTeamId))
    .where(
      and(
        gameId === undefined ? undefined : eq(sourceDifferences.gameId, gameId),
        league === undefined ? undefined : eq(leagues.name, league),
        field === undefined ? undefined : eq(sourceDifferences.field, field),
        status === undefined ? undefined : status === 'open' ? isNull(settledAt) : isNotNull(settledAt),
        afterDifference(ORDER, cursor, {
          gameId: sourceDifferences.gameId,
          columns: [sourceDifferences.source, sourceDifferences.field],
        }),
      ),
    )
    .orderBy(
      desc(games.gameDatetime),
      asc(sourceDifferences.gameId),
      asc(sourceDifferences.source),
      asc(sourceDifferences.field),
    )
    .limit(limit);
}
