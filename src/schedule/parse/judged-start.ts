import type { League } from '../../domain/league.ts';
import { type Answer, answer } from './answer.ts';
import { type GameStartInput, readGameStart, type StartReading } from './game-start.ts';
import { clockInZone } from './local-time.ts';
import type { ClockStyle } from './parsed-game.ts';
import { askAboutRow, quoteValue } from './row-rejection.ts';
import { isStartingHour } from './starting-hours.ts';

type Start = StartReading & { ok: true };

/**
 * Reads when a game starts and judges it by the hours at which its league does. Outside of them two other readings
 * are looked at: a time such as `7:30`, which a 12-hour clock without `am` and `pm` shows twice a day, twelve hours
 * later; and, where nothing tells the zone, a time of UTC. Where one of these is an hour of the league, only the user
 * can say what is meant.
 */
export function readJudgedStart(
  input: GameStartInput,
  league: League,
  clock: ClockStyle | undefined,
): StartReading {
  const asWritten = readGameStart(input);
  if (asWritten.ok && isBelieved(asWritten, league) !== false) return asWritten;
  const isBare = asWritten.ok ? asWritten.isBare : asWritten.isBare === true;
  const later =
    isBare && clock !== '24h'
      ? believedOr(readGameStart({ ...input, isAfternoon: true }), league)
      : undefined;
  if (later && clock === '12h-pm') return later;
  const inUtc =
    asWritten.ok && isZoneOpen(asWritten, input)
      ? believedOr(readGameStart(asUtc(input)), league)
      : undefined;
  if (later) return askAboutHalf(input, later, inUtc, league);
  return inUtc ? askAboutZone(input, inUtc, league) : asWritten;
}

function isBelieved(reading: Start, league: League): boolean | undefined {
  return reading.start.startMs === null ? undefined : isStartingHour(league, reading.start.startMs);
}

function believedOr(reading: StartReading, league: League): Start | undefined {
  return reading.ok && isBelieved(reading, league) === true ? reading : undefined;
}

/**
 * Whether neither file nor user nor layout say by whose clocks a time of the night is told, and the time is written
 * as on the 24-hour clock. Midnight stands for no time at all.
 */
function isZoneOpen(reading: Start, input: GameStartInput): boolean {
  const { place, datePlace } = input;
  if (reading.isZoneTold || place.column || datePlace.column || place.row) return false;
  if (place.asked !== undefined || place.isUsualTold) return false;
  const clock = clockOf(reading.start.startMs, place.leagueTimezone);
  return clock !== '00:00' && clock < MORNING && /(?:^|\D)0\d[:.h]/.test(timeText(input));
}

/** Before this hour no league starts a game by the clocks of its zone, whatever the table leaves out. */
const MORNING = '09:00';

function asUtc(input: GameStartInput): GameStartInput {
  const { place, datePlace } = input;
  return { ...input, place: { ...place, asked: 'UTC' }, datePlace: { ...datePlace, asked: 'UTC' } };
}

function askAboutHalf(
  input: GameStartInput,
  later: Start,
  inUtc: Start | undefined,
  league: League,
): StartReading {
  const text = timeText(input);
  const answers: Answer[] = [
    answer('clock', '12h-pm', `${text} is after noon: ${words(later, league)}`),
    ...(inUtc ? [answer('timezone', 'UTC', `the times are in UTC: ${text} is ${words(inUtc, league)}`)] : []),
    { ...answer('clock', '24h', `${text} is in the morning, as it stands`), unlikely: true },
  ];
  return askAboutRow(
    'times_am_or_pm',
    `time ${quoteValue(text)} does not say whether it is before or after noon, and games of ${league.name} do not start at that hour of the morning`,
    answers,
  );
}

function askAboutZone(input: GameStartInput, inUtc: Start, league: League): StartReading {
  const text = timeText(input);
  const { leagueTimezone } = input.place;
  return askAboutRow(
    'which_timezone',
    `time ${quoteValue(text)} is told by no zone, and games of ${league.name} do not start then in ${leagueTimezone}; in UTC they do`,
    [
      answer('timezone', 'UTC', `all times of the file are in UTC: ${text} is ${words(inUtc, league)}`),
      { ...answer('timezone', leagueTimezone, `${text} in ${leagueTimezone}, as it stands`), unlikely: true },
    ],
  );
}

function timeText({ date, time }: GameStartInput): string {
  return time.trim() === '' ? date : time;
}

function words({ start }: Start, { timezone: zone }: League): string {
  return `${clockOf(start.startMs, zone)} on ${start.slateDate} in ${zone}`;
}

function clockOf(startMs: number | null, zone: string): string {
  return startMs === null ? '' : clockInZone(startMs, zone);
}
