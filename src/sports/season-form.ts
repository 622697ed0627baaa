import type { LineTable } from './line-table.ts';

/** A season's total: the sum of one figure over an entity's game lines. */
export type SeasonSum = {
  column: string;
  /** Type of the column; whole numbers unless the lines come in halves or hundredths. */
  type: 'integer' | 'numeric(9, 2)';
  /** SQL over a `line` whose values are added up; the line's column of the same name by default. */
  of?: string;
  /**
   * What the sum of nothing but nulls is. `none` says 0: the provider writes null for none. `unknown` stays null: the
   * entity has no part in that figure, or the provider does not have it.
   */
  whenEmpty: 'none' | 'unknown';
};

/**
 * How a sport's game lines of one kind are added up to a season, in a typed table of its own: one row for each season,
 * league, kind of game and team, and for players each player. A player of two teams has a row for each.
 */
export type SeasonForm = {
  table: string;
  lines: LineTable;
  /** SQL over a `line`: whether it counts as a game. */
  hasPlayed: string;
  /** SQL over a `line`: whether the player started; absent where nobody says so. */
  hasStarted?: string;
  sums: readonly SeasonSum[];
  /** Figures of which the best game is kept, such as the longest rush. */
  maxima: readonly string[];
  /** Percentages and other ratios by name: SQL over the totals, null where there is nothing to divide by. */
  rates: Readonly<Record<string, string>>;
};

/** Whole-number totals of these columns. */
export function sumsOf(columns: readonly string[], whenEmpty: SeasonSum['whenEmpty']): SeasonSum[] {
  return columns.map((column) => ({ column, type: 'integer', whenEmpty }));
}

/** SQL over a `line`: whether one of these figures, by their names in our types, is counted at least once. */
export function anyCounted(names: readonly string[]): string {
  const columns = names.map(
    (name) => `line.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
  );
  return `coalesce(greatest(${columns.join(', ')}), 0) > 0`;
}

/** SQL of a share in percent, to one decimal as box scores print it. */
export function percentOf(part: string, whole: string): string {
  return ratioOf(`100.0 * ${part}`, whole, 1);
}

/** SQL of a ratio, rounded to so many decimals. */
export function ratioOf(part: string, whole: string, decimals: number): string {
  return `round(${part} / nullif(${whole}, 0)::numeric, ${decimals})`;
}

/** Columns that say whose row it is, in the order of the key. */
export function keyColumns({ lines }: SeasonForm): readonly string[] {
  const place = ['season_year', 'league_id', 'game_type', 'team_id'];
  return lines.entityColumn === 'player_id' ? [...place, 'player_id'] : place;
}
