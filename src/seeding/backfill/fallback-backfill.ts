import { and, eq, gt, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues } from '../../db/schema/reference.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import type { Claim } from '../claim.ts';
import { recordEvent } from '../events.ts';
import { askForStep } from './backfill-kind.ts';

/**
 * Starts the back-fill over the league and season of a game that no other plan could read, unless one is under way or
 * one was started like this within a day. It takes only games whose own seeding failed. Its first step is published
 * after the commit, by the caller.
 */
export async function startFallbackBackfill(tx: Executor, claim: Claim, actor: string): Promise<void> {
  const { leagueName } = claim.game;
  const backfillId = await create(tx, claim, actor);
  if (backfillId !== undefined) await askForStep(tx, backfillId);
  await recordEvent(tx, {
    gameId: claim.game.gameId,
    taskId: claim.taskId,
    kind: 'fallback',
    message:
      backfillId === undefined
        ? `Left for the next sweep over ${leagueName}: one is under way, or was within a day.`
        : `Fallback to a sweep over the failed games of ${leagueName} (sweep ${backfillId}).`,
    data: { to: 'blanket', ...(backfillId === undefined ? {} : { sweepId: backfillId }) },
    actor,
  });
}

async function create(tx: Executor, { game }: Claim, actor: string): Promise<number | undefined> {
  const { seasonId, sportId, leagueName } = game;
  const [league] = await tx
    .select({ id: leagues.id })
    .from(leagues)
    .where(and(eq(leagues.sportId, sportId), eq(leagues.name, leagueName)));
  if (!league) return undefined;
  const [recent] = await tx
    .select({ id: blanketSweeps.id })
    .from(blanketSweeps)
    .where(
      and(
        eq(blanketSweeps.leagueId, league.id),
        eq(blanketSweeps.seasonId, seasonId),
        eq(blanketSweeps.origin, 'fallback'),
        gt(blanketSweeps.createdAt, sql`now() - interval '1 day'`),
      ),
    )
    .limit(1);
  if (recent) return undefined;
  const [created] = await tx
    .insert(blanketSweeps)
    .values({ sportId, seasonId, leagueId: league.id, origin: 'fallback', actor })
    .onConflictDoNothing()
    .returning({ id: blanketSweeps.id });
  return created?.id;
}
