import { type SQL, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { liveScores } from '../../db/schema/live-scores.ts';
import { GAME, LEAGUE, SPORT } from '../../db/table-aliases.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { RESULT_SPORTS, type ResultSport, type Sport } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { selectGamesToSeed } from '../games-to-seed.ts';

/** A game that nobody has a result of after this time is asked for no more: somebody has to look at it. */
const LOOK_BACK_DAYS = 14;

/** So long after its start a game of today is looked at by its sport's step; later ones are left to the daily job. */
const LOOK_BACK_HOURS = 24;

/** So many days after its own a result is looked at again, each night once. */
const LOOKED_AT_AGAIN_DAYS = 2;

/** Games that have no result yet, and may have one. A postponed game has none before it is given a new date. */
const IS_UNSETTLED = sql`${GAME.status} in ('scheduled', 'in_progress', 'suspended')`;

/** Games that are to end, of those that began or begin within a day's look. */
const IS_OF_TODAY = sql`${GAME.status} in ('scheduled', 'in_progress') and ${GAME.timeConfirmed}
        and ${GAME.gameDatetime} > now() - ${LOOK_BACK_HOURS} * interval '1 hour'`;

/** The unsettled games of days before today, by the clocks of their leagues. */
export function unsettledOfDaysBefore(db: Database, sports: readonly Sport[]): Promise<GameToSeed[]> {
  if (sports.length === 0) return Promise.resolve([]);
  const today = sql`(now() at time zone ${LEAGUE.timezone})::date`;
  return selectGamesToSeed(
    db,
    sql`${inArray(SPORT.displayName, [...sports])} and ${IS_UNSETTLED}
        and ${GAME.slateDate} < ${today} and ${GAME.slateDate} >= ${today} - ${LOOK_BACK_DAYS}::int
        and ${GAME.gameDatetime} < now()`,
  );
}

/**
 * The unsettled games of sports without box scores that may be over by now, and of which no look at games under way
 * tells: no task of theirs asks for the result. A suspended one goes on another day.
 */
export function unsettledWithoutTasks(db: Database, sports: readonly Sport[]): Promise<GameToSeed[]> {
  const wanted = RESULT_SPORTS.filter((sport) => sports.includes(sport));
  if (wanted.length === 0) return Promise.resolve([]);
  const isTold = sql`exists (select from ${liveScores}
    where ${liveScores.gameId} = ${GAME.id} and ${liveScores.expectedBy} > now())`;
  const mayBeOver = wanted.map(
    (sport): SQL => sql`(${SPORT.displayName} = ${sport}
      and ${GAME.gameDatetime} <= now() - ${SPORT_FACTS[sport].firstLookMinutes} * interval '1 minute')`,
  );
  return selectGamesToSeed(db, sql`${IS_OF_TODAY} and not ${isTold} and (${sql.join(mayBeOver, sql` or `)})`);
}

/** The games of a sport without box scores that have begun and not ended. */
export function underWayWithoutTasks(db: Database, sport: ResultSport): Promise<GameToSeed[]> {
  return selectGamesToSeed(
    db,
    sql`${SPORT.displayName} = ${sport} and ${IS_OF_TODAY} and ${GAME.gameDatetime} <= now()`,
  );
}

/**
 * Games of sports without box scores that have ended, of the two days before today: the league may have corrected the
 * score since.
 */
export function settledWithoutTasks(db: Database, sports: readonly Sport[]): Promise<GameToSeed[]> {
  const wanted = RESULT_SPORTS.filter((sport) => sports.includes(sport));
  if (wanted.length === 0) return Promise.resolve([]);
  const today = sql`(now() at time zone ${LEAGUE.timezone})::date`;
  return selectGamesToSeed(
    db,
    sql`${inArray(SPORT.displayName, wanted)} and ${GAME.status} = 'completed'
        and ${GAME.slateDate} < ${today} and ${GAME.slateDate} >= ${today} - ${LOOKED_AT_AGAIN_DAYS}::int`,
  );
}
