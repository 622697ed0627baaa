import { type Label, LABELS, type TotalsFile, type TotalsRow } from './read-totals.ts';

export type PairedRow = TotalsRow & { opponent: TotalsRow | undefined };

export type PairedTotals = {
  rows: readonly PairedRow[];
  /** What did not find together, in words. */
  notes: readonly string[];
};

/** Minutes of both sides of a game are the same; those of rounded means nearly. */
const MINUTES_APART = 5;

/** Brings each team's totals together with those of its opponents, by the labels that both files have. */
export function pairOpponents(totals: TotalsFile, opponents: TotalsFile): PairedTotals {
  const by = LABELS.filter((label) => totals.labels.includes(label) && opponents.labels.includes(label));
  const ofKey = Map.groupBy(opponents.rows, (row) => keyOf(row, by));
  const own = Map.groupBy(totals.rows, (row) => keyOf(row, by));
  const apart: number[] = [];
  const rows = totals.rows.map((row): PairedRow => {
    const key = keyOf(row, by);
    const [opponent, ...more] = ofKey.get(key) ?? [];
    const isClear = more.length === 0 && own.get(key)?.length === 1;
    if (opponent === undefined || !isClear) return { ...row, opponent: undefined };
    if (Math.abs(row.totals.minutes - opponent.totals.minutes) <= MINUTES_APART || isUnknown(row, opponent))
      return { ...row, opponent };
    apart.push(row.line);
    return { ...row, opponent: undefined };
  });
  return {
    rows,
    notes: [...told(totals, opponents, { own, ofKey, by }), ...minutesWords(apart, opponents.source)],
  };
}

function isUnknown(row: TotalsRow, opponent: TotalsRow): boolean {
  return Number.isNaN(row.totals.minutes) || Number.isNaN(opponent.totals.minutes);
}

function keyOf({ labels }: TotalsRow, by: readonly Label[]): string {
  return JSON.stringify(by.map((label) => labels[label].toLowerCase()));
}

type Rows = ReadonlyMap<string, readonly TotalsRow[]>;

function told(
  totals: TotalsFile,
  opponents: TotalsFile,
  { own, ofKey, by }: { own: Rows; ofKey: Rows; by: readonly Label[] },
): string[] {
  const several = [...own].filter(([key, rows]) => rows.length > 1 || (ofKey.get(key)?.length ?? 0) > 1);
  const without = [...own].filter(([key]) => !ofKey.has(key)).flatMap(([, rows]) => rows);
  const others = [...ofKey].filter(([key]) => !own.has(key)).flatMap(([, rows]) => rows);
  const linesOf = (rows: readonly TotalsRow[]): string => lineWords(rows.map(({ line }) => line));
  return [
    ...(several.length > 0
      ? [
          `${linesOf(several.flatMap(([, rows]) => rows))} of ${totals.source} have the same ${by.join(', ')} as others, in one file or the other: whose opponents are whose is not clear, and each is taken alone. Add a column that tells them apart.`,
        ]
      : []),
    ...(without.length > 0
      ? [
          `${opponents.source} has no opponents of ${linesOf(without)} of ${totals.source}: their possessions are the simple ones.`,
        ]
      : []),
    ...(others.length > 0
      ? [`${totals.source} has no team for ${linesOf(others)} of ${opponents.source}.`]
      : []),
  ];
}

function minutesWords(lines: readonly number[], source: string): string[] {
  if (lines.length === 0) return [];
  return [`${lineWords(lines)}: the opponents in ${source} played other minutes, so that they are left out.`];
}

/** `line 7`, `lines 7, 8, 9`, `lines 7, 8, 9 and 20 more`. */
function lineWords(lines: readonly number[]): string {
  const shown = lines.slice(0, 5).join(', ');
  const more = lines.length > 5 ? ` and ${lines.length - 5} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}${more}`;
}
