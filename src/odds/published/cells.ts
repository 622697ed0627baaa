import { FIRST_YEAR, LAST_YEAR, isRealDate } from '../../domain/real-date.ts';
import type { RowFault } from '../load/read-row.ts';
import type { Cells } from './published-row.ts';

/** The longest name of a team. */
const MOST_LETTERS = 120;

export function fault(
  cells: Cells,
  field: string,
  { reason, problem, remedy }: Pick<RowFault, 'reason' | 'problem' | 'remedy'>,
): RowFault {
  return { reason, field, value: (cells[field] ?? '').slice(0, 200), problem, remedy };
}

/** What a cell needs to hold a plain number. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/** The number of a cell: undefined where it is blank, and null where it holds none. */
export function numberAt(cells: Cells, field: string): number | null | undefined {
  const text = cells[field];
  if (text === undefined) return undefined;
  const plain = text.replace(/^[−–]/, '-');
  return NUMBER.test(plain) ? Number(plain) : null;
}

/** Both names of a row, or what is wrong with them. */
export function sidesAt(cells: Cells, home: string, away: string): { home: string; away: string } | RowFault {
  for (const field of [home, away]) {
    const name = cells[field];
    if (name === undefined) {
      const problem = 'the name of the team is missing';
      return fault(cells, field, {
        reason: 'missing_field',
        problem,
        remedy: 'Fill it in, or leave the row out.',
      });
    }
    if (name.length > MOST_LETTERS) {
      const remedy = `A name has ${MOST_LETTERS} letters at most.`;
      return fault(cells, field, { reason: 'unreadable_name', problem: 'the name is too long', remedy });
    }
  }
  return { home: cells[home] ?? '', away: cells[away] ?? '' };
}

/** A day of the row as `YYYY-MM-DD`, or what is wrong with it. */
export function dateAt(
  cells: Cells,
  field: string,
  read: (text: string) => string | undefined,
): { date: string } | RowFault {
  const text = cells[field];
  const date = text === undefined ? undefined : read(text);
  if (date !== undefined && isRealDate(date)) return { date };
  const reason = text === undefined ? 'missing_field' : 'unreadable_date';
  const problem = text === undefined ? 'the date is missing' : 'this is no day of this layout';
  return fault(cells, field, { reason, problem, remedy: 'Write it as the other rows of the file have it.' });
}

/** The season as the file calls it, by a year: undefined where the cell is blank. */
export function seasonAt(cells: Cells, field: string): { seasonYear: number | undefined } | RowFault {
  const year = numberAt(cells, field);
  if (year === undefined) return { seasonYear: undefined };
  if (year !== null && Number.isInteger(year) && year >= FIRST_YEAR && year <= LAST_YEAR)
    return { seasonYear: year };
  const remedy = 'Write its year as the other rows of the file have it, such as 2022.';
  return fault(cells, field, { reason: 'unreadable_season', problem: 'this is no season', remedy });
}

/** The most weeks that a season has, playoffs with it. */
const MOST_WEEKS = 60;

/** The week of a row: undefined where the cell is blank. */
export function weekAt(cells: Cells, field: string): { week: number | undefined } | RowFault {
  const week = numberAt(cells, field);
  if (week === undefined) return { week: undefined };
  if (week !== null && Number.isInteger(week) && week >= 0 && week <= MOST_WEEKS) return { week };
  const remedy = 'Write its number, such as 3.';
  return fault(cells, field, { reason: 'unreadable_week', problem: 'this is no week', remedy });
}

/** Both scores, where the row has them. */
export function scoreAt(
  cells: Cells,
  home: string,
  away: string,
): { home: number; away: number } | undefined {
  const [ofHome, ofAway] = [numberAt(cells, home), numberAt(cells, away)];
  const isScore = (value: number | null | undefined): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isScore(ofHome) && isScore(ofAway) ? { home: ofHome, away: ofAway } : undefined;
}

export function isFault(value: object): value is RowFault {
  return 'reason' in value && 'remedy' in value;
}
