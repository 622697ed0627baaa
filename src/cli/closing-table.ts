import type { readClosing } from '../odds/read/odds-queries.ts';
import type { View } from './output/view.ts';

export type ClosingListing = Awaited<ReturnType<typeof readClosing>>;

type Row = ClosingListing['items'][number];

/** Opening and closing lines of games, a line for each outcome. */
export function closingTable(items: readonly Row[], view: View): string {
  return view.table<Row>(
    [
      { title: 'GAME', text: (row) => row.game_id, align: 'right' },
      { title: 'TEAMS', text: (row) => `${row.away} at ${row.home}`, yields: 1, minWidth: 16 },
      { title: 'MARKET', text: (row) => row.market },
      { title: 'OUTCOME', text: (row) => row.outcome },
      { title: 'OPEN', text: (row) => lineWords(row.open_point, row.open_price), align: 'right' },
      { title: 'CLOSE', text: (row) => lineWords(row.close_point, row.close_price), align: 'right' },
      { title: 'FAIR', text: (row) => row.fair_probability?.toFixed(4), align: 'right' },
      { title: 'HOLD', text: (row) => percentWords(row.hold), align: 'right', isOptional: true },
      { title: 'BOOKS', text: (row) => row.books, align: 'right', isOptional: true },
      { title: 'AGE', text: ageWords },
      { title: 'SOURCE', text: (row) => row.source, isOptional: true },
      { title: 'SECOND', text: secondWords, isOptional: true },
    ],
    items,
    'No closing lines are known that fit.',
  );
}

function lineWords(point: number | null, price: number | null): string | undefined {
  if (price === null) return point === null ? undefined : String(point);
  return point === null ? price.toFixed(3) : `${point} @ ${price.toFixed(3)}`;
}

/** Nobody knows when a published line stood. */
function ageWords({ age_minutes: minutes, is_stale: isStale }: Row): string {
  if (minutes === null) return 'published, no time';
  return `${minutes} min${isStale === true ? ', stale' : ''}`;
}

function secondWords(row: Row): string | undefined {
  if (row.second_source === null) return undefined;
  const line = lineWords(row.second_point, row.second_price) ?? '';
  const isNear = row.second_agrees === null ? '' : row.second_agrees ? ', agrees' : ', differs';
  return `${row.second_source} ${line}${isNear}`;
}

function percentWords(share: number | null): string | undefined {
  return share === null ? undefined : `${(share * 100).toFixed(1)} %`;
}
