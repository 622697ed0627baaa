import { type Command, Option } from 'commander';
import { type LongOutcome, usageError } from '../outcome.ts';
import { csvLine } from './csv.ts';
import type { View } from './view.ts';

type Cell = string | number | boolean | null;

/** A document whose items are flat: a row of CSV each, their fields its columns. */
type Listed = { items: readonly Readonly<Record<string, Cell>>[] };

/** `--csv`, for lists that `listOutcome` tells. */
export function csvOption(what: string): Option {
  return new Option('--csv', `print ${what} as CSV`);
}

/** A list as its document, as CSV of its items, or as people read it. Throws a usage error where two forms are asked for. */
export function listOutcome(
  list: Listed,
  { isCsv, command, render }: { isCsv: boolean; command: Command; render: (view: View) => string },
): LongOutcome {
  if (isCsv && command.optsWithGlobals()['json'] === true)
    throw usageError('--csv and --json are two forms of one result', 'Leave one out.');
  return {
    pieces: (form, view) => {
      if (form === 'json') return [`${JSON.stringify(list, null, 2)}\n`];
      return isCsv ? csvOf(list) : [`${render(view)}\n`];
    },
  };
}

function* csvOf({ items }: Listed): Generator<string> {
  const [first] = items;
  if (first === undefined) return;
  yield csvLine(Object.keys(first));
  for (const item of items) yield csvLine(Object.values(item).map(cellOf));
}

function cellOf(value: Cell): string | number | null {
  return typeof value === 'boolean' ? Number(value) : value;
}
