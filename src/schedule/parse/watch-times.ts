import { shellWord } from '../../domain/shell-command.ts';
import { readCalendarDate } from './calendar-date.ts';
import { readClockTime } from './clock-time.ts';
import { quoteValue } from './row-rejection.ts';

/** Looks for columns that hold times and that nobody reads. */
export type TimeWatch = {
  /** Another row; whether a column for its time is read. */
  row: (hasTime: boolean) => void;
  /** A cell that nobody reads. */
  see: (name: string, text: string) => void;
  /** True once enough rows were seen. */
  isDone: () => boolean;
  warnings: () => readonly string[];
};

/** Rows that are looked at: whatever a column holds shows in the first of them. */
const ROWS_SEEN = 200;

/** A column with so many times among its filled cells holds times. */
const SHARE_OF_TIMES = 0.8;

/** Names of a start; only these are told of where another column has the time already. */
const START_NAME = /time|kick|tip|start|begin|uhr|zeit|hora|heure|ora\b/i;

/** Names of other times. */
const OTHER_TIME = /length|duration|elapsed|\blog\b|end|finish|update|modified|created|added|doors/i;

export function watchTimes(): TimeWatch {
  const columns = new Map<string, { filled: number; times: number; example: string }>();
  let rows = 0;
  let rowsWithoutTime = 0;
  return {
    row(hasTime) {
      rows += 1;
      if (!hasTime) rowsWithoutTime += 1;
    },
    see(name, text) {
      const trimmed = text.trim();
      // Blank or still open.
      if (name === '' || readClockTime(trimmed).kind === 'unknown') return;
      const column = columns.get(name) ?? { filled: 0, times: 0, example: trimmed };
      columns.set(name, column);
      column.filled += 1;
      if (isTime(trimmed)) column.times += 1;
    },
    isDone: () => rows >= ROWS_SEEN,
    warnings: () =>
      [...columns].flatMap(([name, { filled, times, example }]) => {
        if (times === 0 || times < filled * SHARE_OF_TIMES || OTHER_TIME.test(name)) return [];
        if (rowsWithoutTime === 0 && !START_NAME.test(name)) return [];
        return `column ${quoteValue(name)} looks like a time (${quoteValue(example)}) and is not read; if games start then, add --columns ${shellWord(`time=${name}`)}`;
      }),
  };
}

function isTime(text: string): boolean {
  if (readClockTime(text).kind === 'time') return true;
  const date = readCalendarDate(text, 'iso');
  return date.ok && readClockTime(date.rest).kind === 'time';
}
