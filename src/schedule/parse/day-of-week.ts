import type { GameStart } from './game-start.ts';
import { quoteValue, type RowRejection, rejectRow } from './row-rejection.ts';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/**
 * Refuses a row whose day of the week, in a column of its own or before the date, is that of another date. The day
 * may be that of the date as written or of the one in the league's zone. Words that are no day say nothing.
 */
export function dayContradiction(
  date: string,
  column: string | undefined,
  { localDate, slateDate }: Pick<GameStart, 'localDate' | 'slateDate'>,
): RowRejection | undefined {
  const told = [dayIn(column), dayIn(/^\s*([a-z]{2,9})\b/i.exec(date)?.[1])];
  const right = new Set([localDate, slateDate].map((day) => DAYS[new Date(day).getUTCDay()]));
  const wrong = told.find((day) => day !== undefined && !right.has(day));
  if (wrong === undefined) return undefined;
  const days = [...right].join(' or ');
  return rejectRow(
    'day_contradicts_date',
    `date ${quoteValue(date)} is a ${days}, and the row says ${wrong}`,
    'Correct the date or the day of the week.',
  );
}

/** `Tue`, `Tues.`, `Tuesday`; undefined for everything else. */
function dayIn(text: string | undefined): (typeof DAYS)[number] | undefined {
  const letters = text?.toLowerCase().replaceAll(/[^a-z]/g, '') ?? '';
  return letters.length < 3 ? undefined : DAYS.find((day) => day.startsWith(letters));
}
