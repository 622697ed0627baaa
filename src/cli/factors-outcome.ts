import type { ComputedFactors, FactorsRow } from '../analytics/factors/compute-factors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { LongOutcome } from './outcome.ts';
import { csvLine } from './output/csv.ts';
import { countWords } from './output/plain-text.ts';
import type { View } from './output/view.ts';

type ComputedFile = ComputedFactors & { isCsv: boolean };

/** The rows of a file with their figures, as one document, as CSV or as a table. */
export function factorsOutcome(file: ComputedFile): LongOutcome {
  return {
    exitCode: file.refused.length > 0 ? EXIT_CODES.inPart : EXIT_CODES.done,
    pieces: (form, view) => {
      if (form === 'json') return jsonPieces(file);
      return file.isCsv ? csvPieces(file) : textPieces(file, view);
    },
  };
}

/** Field names are the columns of the CSV; null where a total that a figure needs is missing. */
function documentOf({ row, factors, pythagoreanShare, pythagoreanWins }: FactorsRow) {
  const { own, opponent } = factors;
  return {
    line: row.line,
    season: orNull(row.labels.season),
    league: orNull(row.labels.league),
    game: orNull(row.labels.game),
    date: orNull(row.labels.date),
    team: row.labels.team,
    games: figure(row.games),
    method: Number.isNaN(factors.possessions) ? null : factors.method,
    possessions: figure(factors.possessions),
    ortg: figure(factors.ortg),
    drtg: figure(factors.drtg),
    net_rating: figure(factors.netRating),
    pace: figure(factors.pace),
    efg: figure(own.efg),
    tov_pct: figure(own.tovPct),
    oreb_pct: figure(own.orebPct),
    ft_rate: figure(own.ftRate),
    opp_efg: figure(opponent.efg),
    opp_tov_pct: figure(opponent.tovPct),
    dreb_pct: figure(factors.drebPct),
    opp_ft_rate: figure(opponent.ftRate),
    ftr: figure(factors.ftr),
    three_par: figure(factors.threePointRate),
    ts: figure(factors.ts),
    pythagorean_win_pct: figure(pythagoreanShare),
    pythagorean_wins: figure(pythagoreanWins),
  };
}

type Row = ReturnType<typeof documentOf>;

const COLUMNS = [
  'line',
  'season',
  'league',
  'game',
  'date',
  'team',
  'games',
  'method',
  'possessions',
  'ortg',
  'drtg',
  'net_rating',
  'pace',
  'efg',
  'tov_pct',
  'oreb_pct',
  'ft_rate',
  'opp_efg',
  'opp_tov_pct',
  'dreb_pct',
  'opp_ft_rate',
  'ftr',
  'three_par',
  'ts',
  'pythagorean_win_pct',
  'pythagorean_wins',
] as const satisfies readonly (keyof Row)[];

function* jsonPieces({ rows, refused, notes }: ComputedFile): Generator<string> {
  const head = { rows_computed: rows.length, refused, notes };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [`;
  for (const [index, row] of rows.entries())
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(documentOf(row))}`;
  yield '\n  ]\n}\n';
}

function* csvPieces({ rows }: ComputedFile): Generator<string> {
  yield csvLine(COLUMNS);
  for (const row of rows) {
    const document = documentOf(row);
    yield csvLine(COLUMNS.map((column) => document[column]));
  }
}

/** Rows that are laid out together. */
const PAGE = 1_000;

function* textPieces({ rows, refused }: ComputedFile, view: View): Generator<string> {
  for (let start = 0; start < rows.length; start += PAGE)
    yield `${table(rows.slice(start, start + PAGE).map(documentOf), view)}\n\n`;
  for (const { source, rows: count, reasons } of refused)
    yield `${countWords(count)} rows of ${source} left out:\n${reasons.map((reason) => `  ${reason}\n`).join('')}\n`;
  yield `${countWords(rows.length)} rows. --csv and --json have all figures and all digits.\n`;
}

function table(rows: readonly Row[], view: View): string {
  const numbers = (title: string, of: (row: Row) => number | null, digits: number) => ({
    title,
    text: (row: Row) => of(row)?.toFixed(digits) ?? '',
    align: 'right' as const,
  });
  return view.table<Row>(
    [
      { title: 'TEAM', text: (row) => row.team, yields: 1, minWidth: 4 },
      { title: 'SEASON', text: (row) => row.season ?? row.date ?? '', isOptional: true },
      numbers('ORTG', (row) => row.ortg, 1),
      numbers('DRTG', (row) => row.drtg, 1),
      numbers('NET', (row) => row.net_rating, 1),
      numbers('PACE', (row) => row.pace, 1),
      numbers('EFG', (row) => row.efg, 3),
      numbers('TOV%', (row) => row.tov_pct, 1),
      numbers('OREB%', (row) => row.oreb_pct, 1),
      numbers('FT/FGA', (row) => row.ft_rate, 3),
      numbers('TS', (row) => row.ts, 3),
      numbers('WINS', (row) => row.pythagorean_wins, 1),
    ],
    rows,
    '',
  );
}

/** A figure to a billionth, or null. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : null;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
