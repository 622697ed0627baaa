import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { givenRatings } from '../../../db/schema/team-ratings.ts';
import { recordSystemEvent } from '../../../db/system-events.ts';
import type { Actor } from '../../../domain/actor.ts';
import type { GivenMoment } from '../../../domain/given-rating.ts';

/** A rating that a team is given. */
export type GivenRating = { teamId: number; moment: GivenMoment; seasonYear: number; elo: number };

/** Keeps ratings with who published them; what follows from them is computed as if a result had changed. */
export async function giveRatings(
  tx: Executor,
  given: readonly GivenRating[],
  { source, actor, league }: { source: string; actor: Actor; league: string },
): Promise<{ written: number; same: number }> {
  let written = 0;
  for (const one of given) {
    const key = and(
      eq(givenRatings.teamId, one.teamId),
      eq(givenRatings.moment, one.moment),
      eq(givenRatings.seasonYear, one.seasonYear),
    );
    const [known] = await tx.select().from(givenRatings).where(key);
    if (known?.elo === one.elo && known.source === source) continue;
    const row = { ...one, source, actor: actor.name, givenAt: sql`now()` };
    if (known) await tx.update(givenRatings).set(row).where(key);
    else await tx.insert(givenRatings).values(row);
    written += 1;
  }
  if (written > 0)
    await recordSystemEvent(tx, {
      kind: 'ratings_given',
      subject: league,
      message: `${actor.name} gave ${written} ratings of ${league}, as published by ${source}${actor.reason ? ` (${actor.reason})` : ''}.`,
      data: { written },
    });
  return { written, same: given.length - written };
}
