import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { sourceDifferences } from '../../db/schema/source-differences.ts';
import { games } from '../../db/schema/games.ts';
import type { Fact } from './fact.ts';

/** Facts that two sources tell differently. */
export type OpenDifferences = {
  games: number;
  /** The first of them. */
  first: { gameId: number; source: string; field: string; ours: string | null; theirs: string | null } | null;
};

/** A difference that was last seen longer ago than this is nobody's work any more; the row stays. */
const SEEN_WITHIN_DAYS = 14;

export const openDifferences: Fact<null, OpenDifferences> = {
  name: 'open_source_differences',
  meaning:
    'Games of which another source was last seen, within two weeks, to say something else than what is written, and the first of them.',
  unit: 'games',
  window: 'now',
  async read(executor) {
    const { gameId, source, field, ours, theirs, lastSeenAt, settledAt } = sourceDifferences;
    const isOpen = and(
      isNull(settledAt),
      sql`${lastSeenAt} > now() - ${SEEN_WITHIN_DAYS} * interval '1 day'`,
    );
    const [count] = await executor
      .select({ games: sql<number>`count(distinct ${gameId})::int` })
      .from(sourceDifferences)
      .where(isOpen);
    const [first] = await executor
      .select({ gameId, source, field, ours, theirs })
      .from(sourceDifferences)
      .innerJoin(games, eq(games.id, gameId))
      .where(isOpen)
      .orderBy(asc(games.gameDatetime), asc(gameId), asc(field))
      .limit(1);
    return { games: count?.games ?? 0, first: first ?? null };
  },
};
