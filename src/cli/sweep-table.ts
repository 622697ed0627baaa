import type { SeasonRow } from '../history/season-rows.ts';
import { oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Back-fills of whole seasons, a line each. */
export function sweepTable(view: View, items: readonly SeasonRow[]): string {
  return view.table<SeasonRow>(
    [
      { title: 'BACK-FILL', text: (sweep) => sweep.id, align: 'right' },
      { title: 'SPORT', text: (sweep) => sweep.sport },
      { title: 'SEASON', text: (sweep) => sweep.season },
      { title: 'LEAGUE', text: (sweep) => sweep.league ?? 'all' },
      { title: 'STATUS', text: (sweep) => sweep.status },
      {
        title: 'SEEDED',
        text: (sweep) => `${sweep.games_seeded}/${sweep.games_total ?? '?'}`,
        align: 'right',
      },
      { title: 'FAILED', text: (sweep) => sweep.games_failed, align: 'right' },
      { title: 'CALLS', text: (sweep) => sweep.api_calls_made, align: 'right' },
      { title: 'NOTE', text: (sweep) => oneLine(sweep.note ?? ''), yields: 1, minWidth: 20 },
    ],
    items,
    'There has been no back-fill of a season yet.',
  );
}
