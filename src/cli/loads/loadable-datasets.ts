import type { LoadableDataset } from './loadable-dataset.ts';

/** Everything that `load` reads. Nothing of it is imported before it is meant. */
export const LOADABLE_DATASETS: readonly LoadableDataset[] = [
  {
    name: 'odds',
    what: 'change logs, snapshots, bodies of answers or archives of lines',
    takes: ['preset', 'league', 'prices', 'capturedAt', 'season', 'withGames', 'accept', 'newerCopy'],
    examples: [
      'load --dataset odds --file nfl_2025_line_changes.csv.gz',
      'load --dataset odds --file bodies/20251007T004204Z.json.gz --dry-run',
      'load --dataset odds --file nba_betting_2008-2023.csv --with-games',
      'load --dataset odds --file odds.json --captured-at 2025-10-07T00:42:04Z --json',
    ],
    open: async () => (await import('./load-odds-files.ts')).oddsLoad,
  },
  {
    name: 'box-scores',
    what: 'lines of players or teams by game',
    takes: ['preset', 'season'],
    examples: [
      'load --dataset box-scores --file player_stats_week_2022.csv --dry-run',
      'load --dataset box-scores --file player_stats.csv.gz --season 2022',
    ],
    open: async () => (await import('./load-box-score-files.ts')).boxScoreLoad,
  },
  {
    name: 'injuries',
    what: 'weekly lists of nflverse',
    takes: ['league'],
    examples: ['load --dataset injuries --file injuries_2025.csv --dry-run'],
    open: async () => (await import('./load-injury-files.ts')).injuryLoad,
  },
];
