/** The figures of a line by column name, such as `field_goals_made`; null where the provider does not say. */
export type LineValues = Readonly<Record<string, string | number | boolean | null>>;

/** A column of a box score: its short title, what that stands for, and the figure of a line. */
export type BoxColumn = { title: string; meaning: string; text: (line: LineValues) => string };

/** Columns that belong together; a group lists only players with a part in it. */
export type BoxGroup = {
  title: string;
  columns: readonly BoxColumn[];
  /** Whether a line belongs to the group. */
  has: (line: LineValues) => boolean;
  /** Lines with more of this come first. */
  order: (line: LineValues) => number;
};

const NONE = '–';

/** A figure as it is stored. */
export function figure(title: string, meaning: string, column: string): BoxColumn {
  return { title, meaning, text: (line) => (line[column] === null ? NONE : String(line[column])) };
}

/** `7/15`: made of attempted. */
export function ratio(title: string, meaning: string, made: string, attempted: string): BoxColumn {
  return {
    title,
    meaning,
    text: (line) =>
      line[made] === null && line[attempted] === null ? NONE : `${line[made] ?? 0}/${line[attempted] ?? 0}`,
  };
}

/** A figure as a number; nothing counts as none. */
export function numberIn(line: LineValues, column: string): number {
  return Number(line[column] ?? 0);
}

/** Whether a line has any of these figures. */
export const isAny =
  (columns: readonly string[]) =>
  (line: LineValues): boolean =>
    columns.some((column) => numberIn(line, column) !== 0);

/** `34:12`. */
export function clock(line: LineValues, column: string): string {
  const seconds = line[column];
  if (typeof seconds !== 'number') return NONE;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A figure of a season with its heading; `/` before its name means per game. */
export type SeasonHeading = readonly [figure: string, title: string];

/** How the figures of a sport are shown to people, on pages and in terminals. */
export type SportDisplay = {
  /** The groups of a box score. */
  boxScore: readonly BoxGroup[];
  /** What is compared between the two teams. */
  teams: readonly BoxColumn[];
  /** Shown beside the figure that a list of a season is ordered by. */
  season: Readonly<Record<'player' | 'team', readonly SeasonHeading[]>>;
};
