import { DateTime } from 'luxon';
import type { Sport } from './sport.ts';

/** A later look at a finished game. */
export type CorrectionPass = { pass: string; atMs: number };

/** What decides when a game is read again. */
export type FinishedGame = {
  sport: Sport;
  /** IANA zone in which the league tells its days. */
  timezone: string;
  tipOffMs: number;
  /** Its day in that zone, ISO. */
  slateDate: string;
  /** When the provider was last seen to have the game unfinished; undefined when its first answer was final. */
  lastUnfinishedMs: number | undefined;
};

const DAY_MS = 24 * 3_600_000;

/** The NFL's corrections of a week are in on Thursday at noon UTC, seven or eight in the morning in New York. */
const NFL_WEEKDAY = 4;
const NFL_HOUR_UTC = 12;

/** A game of a Wednesday belongs to the week that ends with it: its corrections come with the next Thursday. */
const NFL_DAYS_APART = 2;

/**
 * When a finished game is read again, one pass for each delay, `correction-1` first. Delays count from tip-off: it
 * is known from the schedule, so that days can be planned, and it does not move when the first reading was late. A
 * game that was still unfinished a day after its tip-off (suspended and resumed, or stuck at the provider) counts
 * from when it was last seen so. The NFL's second pass is the Thursday after the game, whatever its delay, because
 * the league publishes the corrections of a week then.
 */
export function planCorrections(game: FinishedGame, delaysMs: readonly number[]): readonly CorrectionPass[] {
  const { lastUnfinishedMs = game.tipOffMs } = game;
  const isLate = lastUnfinishedMs - game.tipOffMs > DAY_MS;
  const fromMs = isLate ? lastUnfinishedMs : game.tipOffMs;
  const day = isLate ? DateTime.fromMillis(fromMs, { zone: game.timezone }).toISODate() : game.slateDate;
  const times = delaysMs.map((delayMs) => fromMs + delayMs);
  if (game.sport === 'NFL' && times[1] !== undefined) {
    times[1] = thursdayAfter(day ?? game.slateDate, times[0] ?? fromMs);
  }
  return times.map((atMs, index) => ({ pass: `correction-${index + 1}`, atMs }));
}

/** The first Thursday noon that is two days after `day` at least, and after `afterMs`. */
function thursdayAfter(day: string, afterMs: number): number {
  let at = DateTime.fromISO(day, { zone: 'utc' }).plus({ days: NFL_DAYS_APART, hours: NFL_HOUR_UTC });
  while (at.weekday !== NFL_WEEKDAY || at.toMillis() <= afterMs) at = at.plus({ days: 1 });
  return at.toMillis();
}
