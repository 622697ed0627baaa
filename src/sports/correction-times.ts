import { DateTime } from 'luxon';
import type { Sport } from '../domain/sport.ts';
import { SPORT_FACTS } from './all-facts.ts';
import type { SportFacts } from './sport-facts.ts';

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

/**
 * When a finished game is read again, one pass for each delay, `correction-1` first. Delays count from tip-off: it
 * is known from the schedule, so that days can be planned, and it does not move when the first reading was late. A
 * game that was still unfinished a day after its tip-off (suspended and resumed, or stuck at the provider) counts
 * from when it was last seen so. Where the league publishes the corrections of a week on one day
 * (`SportFacts.correctionDay`), the second pass is then, whatever its delay.
 */
export function planCorrections(game: FinishedGame, delaysMs: readonly number[]): readonly CorrectionPass[] {
  const { lastUnfinishedMs = game.tipOffMs } = game;
  const isLate = lastUnfinishedMs - game.tipOffMs > DAY_MS;
  const fromMs = isLate ? lastUnfinishedMs : game.tipOffMs;
  const day = isLate ? DateTime.fromMillis(fromMs, { zone: game.timezone }).toISODate() : game.slateDate;
  const times = delaysMs.map((delayMs) => fromMs + delayMs);
  const { correctionDay } = SPORT_FACTS[game.sport];
  if (correctionDay && times[1] !== undefined) {
    times[1] = nextCorrectionDay(correctionDay, day ?? game.slateDate, times[0] ?? fromMs);
  }
  return times.map((atMs, index) => ({ pass: `correction-${index + 1}`, atMs }));
}

/** The first such day that is far enough from `day`, and after `afterMs`. */
function nextCorrectionDay(
  { weekday, hourUtc, daysApart }: NonNullable<SportFacts['correctionDay']>,
  day: string,
  afterMs: number,
): number {
  let at = DateTime.fromISO(day, { zone: 'utc' }).plus({ days: daysApart, hours: hourUtc });
  while (at.weekday !== weekday || at.toMillis() <= afterMs) at = at.plus({ days: 1 });
  return at.toMillis();
}
