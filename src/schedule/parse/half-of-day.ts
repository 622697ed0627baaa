import { type Answer, answer } from './answer.ts';
import type { ClockStyle } from './parsed-game.ts';
import { type GameStartInput, readGameStart, type StartReading } from './game-start.ts';
import { LEAGUES } from '../../domain/league.ts';
import { clockInZone } from './local-time.ts';
import { askAboutRow, quoteValue } from './row-rejection.ts';
import { isStartingHour } from './starting-hours.ts';

/**
 * Reads when a game starts and judges a time such as `7:30`, which a 12-hour clock without `am` and `pm` shows
 * twice a day. As it stands where games of the league start then; where they only start twelve hours later, what
 * the user said of the clock decides, and nobody else: the row is a question.
 */
export function readJudgedStart(
  input: GameStartInput,
  leagueName: string,
  clock: ClockStyle | undefined,
): StartReading {
  const asWritten = readGameStart(input);
  const isBare = asWritten.ok ? asWritten.isBare : asWritten.isBare === true;
  if (!isBare || clock === '24h') return asWritten;
  if (asWritten.ok && isBelieved(asWritten, leagueName) !== false) return asWritten;
  const later = readGameStart({ ...input, isAfternoon: true });
  if (!later.ok || isBelieved(later, leagueName) !== true) return asWritten;
  return clock === '12h-pm' ? later : ask(input, later, leagueName);
}

function isBelieved(reading: StartReading & { ok: true }, leagueName: string): boolean | undefined {
  return reading.start.startMs === null ? undefined : isStartingHour(leagueName, reading.start.startMs);
}

function ask(
  { date, time }: GameStartInput,
  later: StartReading & { ok: true },
  leagueName: string,
): StartReading {
  const text = time.trim() === '' ? date : time;
  const zone = LEAGUES.find((league) => league.name === leagueName)?.timezone ?? 'UTC';
  const clock = later.start.startMs === null ? '' : clockInZone(later.start.startMs, zone);
  const answers: Answer[] = [
    answer('clock', '12h-pm', `${text} is in the afternoon or evening: ${clock} in ${zone}`),
    { ...answer('clock', '24h', `${text} is in the morning, as it stands`), unlikely: true },
  ];
  return askAboutRow(
    'times_am_or_pm',
    `time ${quoteValue(text)} does not say whether it is before or after noon, and games of ${leagueName} do not start at that hour of the morning`,
    answers,
  );
}
