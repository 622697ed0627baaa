import { type Answer, answer } from './answer.ts';
import { isoDate } from './calendar-date.ts';
import { resolveLocalTime } from './local-time.ts';
import { askAboutRow, type RowRejection, rejectRow } from './row-rejection.ts';
import type { CalendarDate, ClockTime, ZoneMeaning } from './date-and-time.ts';

/** Where the clocks stand that a row's times are told by. */
export type Place = {
  /** What the time's column says of its zone; with its name for messages. */
  column: { name: string; meaning: ZoneMeaning | undefined } | undefined;
  /** The row's own zone. */
  row: ZoneMeaning | undefined;
  /** The zone that the user named. */
  asked: string | undefined;
  /** The zone of the document, the publisher or the league. */
  usual: string;
  /** Whether document or publisher tell that zone. */
  isUsualTold: boolean;
  leagueTimezone: string;
  /** Whether the games of the league are played by one clock, so that local times are those of its zone. */
  hasOneClock: boolean;
};

export type Placed = {
  ok: true;
  startMs: number;
  zone: string;
  /** True where the time itself tells its zone, by a name or an offset. */
  isZoneTold?: true;
};

const MS_PER_MINUTE = 60_000;

/** The instant at which a clock shows `time` on `date`, by what cell, column, row, user and publisher say of the zone. */
export function placeClock(date: CalendarDate, time: ClockTime, place: Place): Placed | RowRejection {
  if (time.offsetMinutes !== null) {
    return { ...atOffset(date, time, time.offsetMinutes, place.usual), isZoneTold: true };
  }
  if (time.zone) {
    const told = byMeaning(date, time, time.zone, place, 'the time');
    return told.ok ? { ...told, isZoneTold: true } : told;
  }
  const { column } = place;
  if (column) return byColumn(date, time, column, place);
  if (place.row) return byMeaning(date, time, place.row, place, 'the timezone');
  return inZone(date, time, place.asked ?? place.usual);
}

/** What a column says of its zone holds; a user who says something else has to decide. */
function byColumn(
  date: CalendarDate,
  time: ClockTime,
  { name, meaning }: NonNullable<Place['column']>,
  place: Place,
): Placed | RowRejection {
  const words = `column "${name}"`;
  if (meaning === undefined) {
    if (place.asked !== undefined) return inZone(date, time, place.asked);
    return askForZone(`${words} names a zone that is not known`, [place.leagueTimezone]);
  }
  const told = byMeaning(date, time, meaning, place, words);
  const isCertain = meaning.kind === 'zone' || meaning.kind === 'offset';
  if (!told.ok || !isCertain || place.asked === undefined || place.row) return told;
  const asked = inZone(date, time, place.asked);
  if (asked.ok && asked.startMs === told.startMs) return told;
  return askAboutRow(
    'which_timezone',
    `${words} tells its times in ${zoneName(meaning)}, and ${place.asked} was asked for`,
    [answer('timezone', zoneName(meaning), 'the zone that the column names')],
  );
}

function byMeaning(
  date: CalendarDate,
  time: ClockTime,
  meaning: ZoneMeaning,
  place: Place,
  what: string,
): Placed | RowRejection {
  switch (meaning.kind) {
    case 'zone':
      return inZone(date, time, meaning.zone);
    case 'offset':
      return atOffset(date, time, meaning.minutes, place.usual);
    case 'half_year':
      return byHalfYear(date, time, meaning, place, what);
    case 'several':
      if (place.asked !== undefined) return inZone(date, time, place.asked);
      return askForZone(`${what} names a zone that several countries call so`, meaning.zones);
    case 'local':
      if (place.asked !== undefined) return inZone(date, time, place.asked);
      if (place.hasOneClock) return inZone(date, time, place.leagueTimezone);
      return askForZone(`${what} is told by the clocks of each venue, or of whoever wrote the file`, [
        place.leagueTimezone,
      ]);
  }
}

/** `EST` in July may be an hour off from what clocks in New York showed, or may mean just what they showed. */
function byHalfYear(
  date: CalendarDate,
  time: ClockTime,
  { minutes, zone }: Extract<ZoneMeaning, { kind: 'half_year' }>,
  place: Place,
  what: string,
): Placed | RowRejection {
  if (place.asked !== undefined) return inZone(date, time, place.asked);
  const literal = atOffset(date, time, minutes, zone);
  const clocks = resolveLocalTime(date, time, zone);
  const isShown =
    clocks.kind === 'instant'
      ? clocks.startMs === literal.startMs
      : clocks.candidatesMs.includes(literal.startMs);
  if (isShown) return literal;
  return askForZone(`${what} names a zone that clocks do not show on ${isoDate(date)}`, [
    zone,
    etcZone(minutes),
  ]);
}

function askForZone(detail: string, zones: readonly string[]): RowRejection {
  const answers: Answer[] = zones.map((zone) => answer('timezone', zone, `times of ${zone}`));
  return askAboutRow('which_timezone', detail, answers);
}

function zoneName(meaning: ZoneMeaning): string {
  if (meaning.kind === 'offset') return etcZone(meaning.minutes);
  return meaning.kind === 'zone' ? meaning.zone : 'UTC';
}

/** IANA's zones without summer time count westwards. */
function etcZone(minutes: number): string {
  const hours = -minutes / 60;
  return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '+' : ''}${hours}`;
}

function atOffset(date: CalendarDate, time: ClockTime, minutes: number, zone: string): Placed {
  const wallMs = Date.UTC(date.year, date.month - 1, date.day, time.hour, time.minute, time.second);
  return { ok: true, startMs: wallMs - minutes * MS_PER_MINUTE, zone };
}

function inZone(date: CalendarDate, time: ClockTime, zone: string): Placed | RowRejection {
  const result = resolveLocalTime(date, time, zone);
  if (result.kind === 'instant') return { ok: true, startMs: result.startMs, zone };
  const clock = `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
  const [early, late] = result.candidatesMs.map((ms) => new Date(ms).toISOString().replace('.000Z', 'Z'));
  const where = `time ${clock} on ${isoDate(date)} in ${zone}`;
  const remedy = `Write the time with its offset from UTC; it is ${early} or ${late}.`;
  const refusal =
    result.kind === 'does_not_exist'
      ? rejectRow('time_does_not_exist', `${where} does not exist: the clocks jump over it`, remedy)
      : rejectRow('time_ambiguous', `${where} exists twice: the clocks go back over it`, remedy);
  return time.isBare && !time.hasTwoDigitHour ? { ...refusal, isBare: true } : refusal;
}
