import type { PublishedOfGame } from '../odds/read/published-of-game.ts';
import type { View } from './output/view.ts';

/** Lines of archives about a game, plainly without a time; nothing where there are none. */
export function publishedTable(lines: readonly PublishedOfGame[], view: View): string {
  if (lines.length === 0) return '';
  const table = view.table<PublishedOfGame>(
    [
      { title: 'PUBLISHED BY', text: (row) => row.source },
      { title: 'MARKET', text: (row) => row.market },
      { title: 'BOOK', text: (row) => row.bookmaker },
      { title: 'MOMENT', text: (row) => row.moment },
      { title: 'OUTCOME', text: (row) => [row.subject, row.outcome].filter(Boolean).join(' ') },
      { title: 'LINE', text: (row) => row.point, align: 'right' },
      { title: 'PRICE', text: (row) => row.price?.toFixed(4), align: 'right' },
      { title: 'DOUBT', text: (row) => row.doubt?.replaceAll('_', ' '), isOptional: true },
    ],
    lines,
    '',
  );
  return `Published without a time of capture:\n${table}`;
}
