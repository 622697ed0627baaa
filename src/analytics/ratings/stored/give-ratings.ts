import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { givenRatings } from '../../../db/schema/team-ratings.ts';
import { recordSystemEvent } from '../../../db/system-events.ts';
import type { Actor } from '../../../domain/actor.ts';
import type { GivenMoment } from '../../../domain/given-rating.ts';
import { UnknownNameError } from '../../../domain/unknown-name.ts';
import type { TeamRating } from '../rated-game.ts';
import { type ListedTeam, ratedTeamNamed } from './rated-team.ts';

/** A rating that a team is given. */
export type GivenRating = { teamId: number; moment: GivenMoment; seasonYear: number; elo: number };

/** A team of a list of ratings that nobody is called. */
export type UnknownTeam = { team: string; problem: string; remedy: string };

/**
 * The ratings of a list by our ids of the teams. A rating with a season is that of its end, or of the first game of it
 * (`moment`); one without is that of a first game.
 */
export function givenOf(
  read: ReadonlyMap<string, TeamRating>,
  teams: readonly ListedTeam[],
  { league, moment }: { league: string; moment: 'season_end' | 'season_start' },
): { given: readonly GivenRating[]; unknown: readonly UnknownTeam[] } {
  const given: GivenRating[] = [];
  const unknown: UnknownTeam[] = [];
  for (const [team, { rating: elo, season }] of read) {
    try {
      const { id: teamId } = ratedTeamNamed(teams, { team, league });
      given.push({ teamId, elo, moment: season === null ? 'first_game' : moment, seasonYear: season ?? 0 });
    } catch (error) {
      if (!(error instanceof UnknownNameError)) throw error;
      unknown.push({ team, problem: error.message, remedy: error.remedy });
    }
  }
  return { given, unknown };
}

/** Keeps ratings with who published them; what follows from them is computed as if a result had changed. */
export function giveRatings(
  db: Database,
  given: readonly GivenRating[],
  { source, actor, league }: { source: string; actor: Actor; league: string },
): Promise<{ written: number; same: number }> {
  return db.transaction(async (tx) => {
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
    if (written > 0) {
      await recordSystemEvent(tx, {
        kind: 'ratings_given',
        subject: league,
        message: `${actor.name} gave ${written} ratings of ${league}, as published by ${source}${actor.reason ? ` (${actor.reason})` : ''}.`,
        data: { written },
      });
    }
    return { written, same: given.length - written };
  });
}
