import { type Answer, answer } from './answer.ts';
import { askAboutRow, quoteValue, type RowRejection } from './row-rejection.ts';
import type { CalendarDate, DateInOrder, DateOrder } from './date-and-time.ts';

/** The formats that say no more than the order; digits and separators are then read as they come. */
const FORMAT_OF_ORDER = { 'day-first': 'dd/MM/yyyy', 'month-first': 'MM/dd/yyyy' } as const;

/** The order that a format such as `d/M/yyyy` or `MM-dd-yy` stands for; undefined for any other format. */
export function orderOfFormat(format: string): DateOrder | undefined {
  const [, one, , two] = /^(dd?|MM?)([/.-])(dd?|MM?)\2(?:yyyy|yy|y)$/.exec(format.trim()) ?? [];
  if (one === undefined || two === undefined || one[0] === two[0]) return undefined;
  return one.startsWith('d') ? 'day-first' : 'month-first';
}

/** Asks how a date is meant that the calendar has in the given orders. */
export function askAboutDate(
  text: string,
  problem: string,
  readings: readonly DateInOrder[],
  isInSeason: (date: CalendarDate) => boolean,
): RowRejection {
  return askAboutRow(
    'day_or_month_first',
    `date ${quoteValue(text)} ${problem}`,
    readings.map((reading) => answerOf(text, reading, isInSeason(reading.date))),
  );
}

function answerOf(text: string, { order, date }: DateInOrder, isInSeason: boolean): Answer {
  const first = order === 'day-first' ? 'the day' : 'the month';
  const meaning = `${first} first: ${text} is ${wordsOf(date)}`;
  const given = answer('date_format', FORMAT_OF_ORDER[order], meaning);
  return isInSeason ? given : { ...given, unlikely: true };
}

/** `December 1, 2026`: names the month, so that there is nothing to mistake. */
function wordsOf({ year, month, day }: CalendarDate): string {
  const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(Date.UTC(year, month - 1, day)));
}
