import { type PairedRow, pairOpponents } from './pair-opponents.ts';
import type { TotalsFile } from './read-totals.ts';
import { type TeamFactors, pythagoreanShareOf, teamFactors } from './team-factors.ts';

/** A row of totals with what it says; NaN where a total is missing. */
export type FactorsRow = {
  row: PairedRow;
  factors: TeamFactors;
  pythagoreanShare: number;
  pythagoreanWins: number;
};

export type ComputedFactors = {
  rows: readonly FactorsRow[];
  /** Rows of either file that can't be used, with their reasons. */
  refused: readonly { source: string; rows: number; reasons: readonly string[] }[];
  notes: readonly string[];
};

/** What a table of totals says of each team, beside that of its opponents or alone. */
export function computeFactors(
  totals: TotalsFile,
  opponents: TotalsFile | undefined,
  exponent: number,
): ComputedFactors {
  const paired = opponents && pairOpponents(totals, opponents);
  const rows = paired?.rows ?? totals.rows.map((row) => ({ ...row, opponent: undefined }));
  const files = [totals, ...(opponents === undefined ? [] : [opponents])];
  return {
    rows: rows.map((row) => factorsOf(row, exponent)),
    refused: files
      .filter(({ refusedCount }) => refusedCount > 0)
      .map(({ source, refusedCount, refused }) => ({ source, rows: refusedCount, reasons: refused })),
    notes: [...(paired?.notes ?? []), ...files.flatMap(roundedWords), ...withoutMinutes(totals)],
  };
}

function factorsOf(row: PairedRow, exponent: number): FactorsRow {
  const { totals, opponent, games } = row;
  const share = pythagoreanShareOf(totals.points, opponent?.totals.points ?? Number.NaN, exponent);
  return {
    row,
    factors: teamFactors(totals, opponent?.totals),
    pythagoreanShare: share,
    pythagoreanWins: games * share,
  };
}

function roundedWords({ source, rounded }: TotalsFile): string[] {
  if (rounded === 0) return [];
  const rows = rounded === 1 ? `1 row of ${source} is` : `${rounded} rows of ${source} are`;
  return [
    `${rows} off by the rounding of means: points are not quite 2 FG + 3P + FT, or rebounds not quite the sum of both kinds.`,
  ];
}

function withoutMinutes({ source, rows }: TotalsFile): string[] {
  const isWithout = rows.length > 0 && rows.every(({ totals }) => Number.isNaN(totals.minutes));
  return isWithout ? [`${source} has no minutes, so that there is no pace; they stand in a column mp.`] : [];
}
