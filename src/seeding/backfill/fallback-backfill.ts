import { and, eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues } from '../../db/schema/reference.ts';
import type { Claim } from '../claim.ts';
import { recordEvent } from '../events.ts';

/** Begins the back-fill of a league's season that takes failed games only; undefined where there is one. */
export type BeginFallback = (
  tx: Executor,
  scope: { sportId: number; seasonId: number; leagueId: number },
  actor: string,
) => Promise<number | undefined>;

/**
 * Starts the back-fill over the league and season of a game that no other plan could read, unless one is under way or
 * one was started like this within a day. It takes only games whose own seeding failed. Its first step is published
 * after the commit, by the caller.
 */
export async function startFallbackBackfill(
  tx: Executor,
  claim: Claim,
  { begin, actor }: { begin: BeginFallback; actor: string },
): Promise<void> {
  const { leagueName, sportId, seasonId } = claim.game;
  const [league] = await tx
    .select({ id: leagues.id })
    .from(leagues)
    .where(and(eq(leagues.sportId, sportId), eq(leagues.name, leagueName)));
  const backfillId = league && (await begin(tx, { sportId, seasonId, leagueId: league.id }, actor));
  await recordEvent(tx, {
    gameId: claim.game.gameId,
    taskId: claim.taskId,
    kind: 'fallback',
    message:
      backfillId === undefined
        ? `Left for the next back-fill of ${leagueName}: one is under way, or was within a day.`
        : `Fallback to a back-fill of the failed games of ${leagueName} (back-fill ${backfillId}).`,
    data: { to: 'blanket', ...(backfillId === undefined ? {} : { backfillId }) },
    actor,
  });
}
