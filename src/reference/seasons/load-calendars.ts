import { and, eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import type { Leagues } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import { type SeasonCalendars, calendarsOf } from './season-calendar.ts';

/** The calendars of a sport's leagues as the database has them. */
export async function loadSeasonCalendars(
  executor: Executor,
  sport: Sport,
  known: Leagues,
): Promise<SeasonCalendars> {
  const rows = await executor
    .select({
      league: leagues.name,
      year: leagueSeasons.seasonYear,
      first: leagueSeasons.startsOn,
      last: leagueSeasons.endsOn,
      cupFinal: leagueSeasons.cupFinalOn,
    })
    .from(leagueSeasons)
    .innerJoin(leagues, eq(leagues.id, leagueSeasons.leagueId))
    .innerJoin(sports, and(eq(sports.id, leagues.sportId), eq(sports.displayName, sport)));
  return calendarsOf(
    rows.map(({ first, last, cupFinal, ...season }) => ({
      ...season,
      ...(first === null ? {} : { first }),
      ...(last === null ? {} : { last }),
      ...(cupFinal === null ? {} : { cupFinal }),
    })),
    known,
  );
}
