import { DateTime } from 'luxon';

/** When a game starts, as it is stored. */
export type PlannedStart = {
  /** ISO instant in UTC: tip-off, or the end of the slate date while the time is unknown. */
  gameDatetime: string;
  /** Local time in the league's zone; null while it is unknown. */
  gameTime: string | null;
};

/**
 * The instant to plan with. A game whose time is unknown cannot be over before its slate date is, so its task
 * waits for the end of that day in `zone`, the league's.
 */
export function plannedStart(
  zone: string,
  game: { slateDate: string; startMs: number | null; isTimeConfirmed: boolean },
): PlannedStart {
  if (game.startMs !== null && game.isTimeConfirmed) {
    const start = DateTime.fromMillis(game.startMs, { zone });
    return { gameDatetime: start.toUTC().toISO() ?? '', gameTime: start.toFormat('HH:mm:ss') };
  }
  const dayEnd = DateTime.fromISO(game.slateDate, { zone }).plus({ days: 1 }).startOf('day');
  return { gameDatetime: dayEnd.toUTC().toISO() ?? '', gameTime: null };
}
