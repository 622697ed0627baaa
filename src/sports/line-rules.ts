import type { ProviderGame } from '../domain/box-score.ts';
import type { RefusedRow, RowList } from '../domain/refused-row.ts';
import { mismatch } from './mismatch.ts';

/**
 * What becomes of a line that breaks a rule. `refuse`: one of its figures must be wrong and nobody can say which, so
 * that the line would falsify season figures; it is left out, and the game is partial. `warn`: it is odd, but real
 * lines are like that, or nothing that counts depends on it; it is kept, and the log says so.
 */
export type Severity = 'refuse' | 'warn';

/** A rule that every line of a sport keeps. */
export type LineRule<Line> = {
  severity: Severity;
  /** Says what is wrong, with the names and values of the figures; undefined for a good line. */
  problem: (line: Line, game: ProviderGame) => string | undefined;
};

/** Names of a line's figures. */
type Figure<Line> = { [Key in keyof Line]: Line[Key] extends number | null ? Key : never }[keyof Line] &
  string;

type Figures = Readonly<Record<string, unknown>>;

function figure(line: unknown, name: string): number | null {
  const value = (line as Figures)[name];
  return typeof value === 'number' ? value : null;
}

/** Of two figures that are both told, the first is no larger: made of attempted, a part of its whole. */
export function atMost<Line>(part: Figure<Line>, whole: Figure<Line>, severity: Severity): LineRule<Line> {
  return {
    severity,
    problem(line) {
      const few = figure(line, part);
      const many = figure(line, whole);
      if (few === null || many === null || few <= many) return undefined;
      return `${part} is ${few}, ${whole} is only ${many}`;
    },
  };
}

/** Where all of them are told, a total is the sum of its parts, each as often as its weight says. */
export function sumsTo<Line>(
  total: Figure<Line>,
  parts: Partial<Record<Figure<Line>, number>>,
  severity: Severity,
): LineRule<Line> {
  const weights = Object.entries<number | undefined>(parts).map(
    ([name, weight = 1]) => [name, weight] as const,
  );
  return {
    severity,
    problem(line) {
      const told = figure(line, total);
      let sum = 0;
      for (const [name, weight] of weights) {
        const value = figure(line, name);
        if (value === null) return undefined;
        sum += value * weight;
      }
      if (told === null || told === sum) return undefined;
      const names = weights.map(([name, weight]) => (weight === 1 ? name : `${weight} × ${name}`));
      return `${total} is ${told}, but ${names.join(' + ')} is ${sum}`;
    },
  };
}

/** Figures that are told lie within bounds, such as a count that is never negative. */
export function within<Line>(
  names: readonly Figure<Line>[],
  { from, to }: { from: number; to: number },
  severity: Severity,
): LineRule<Line> {
  return {
    severity,
    problem(line) {
      const odd = names.find((name) => {
        const value = figure(line, name);
        return value !== null && (value < from || value > to);
      });
      return odd === undefined ? undefined : `${odd} is ${figure(line, odd)}, which cannot be`;
    },
  };
}

/** The sum of figures; those that are not told count as none. */
export function totalOf<Line>(line: Line, names: readonly Figure<Line>[]): number {
  return names.reduce((sum, name) => sum + (figure(line, name) ?? 0), 0);
}

/** Lines that keep the rules, those that do not, and what is odd about those that are kept. */
export type SiftedLines<Line> = RowList<Line> & { remarks: readonly string[] };

/**
 * Holds every line against the rules of its sport. Throws a ProviderError of kind mismatch when no line of a whole list
 * is left: then it is the list that is wrong, and not its players. `isOfSome`: only one player or side was asked for.
 */
export function siftLines<Line>(
  list: RowList<Line>,
  rules: readonly LineRule<Line>[],
  game: ProviderGame,
  ownerOf: (line: Line) => Omit<RefusedRow, 'problem'>,
  { isOfSome = false } = {},
): SiftedLines<Line> {
  const rows: Line[] = [];
  const refused: RefusedRow[] = [...list.refused];
  const remarks: string[] = [];
  for (const line of list.rows) {
    const broken = brokenRules(rules, line, game);
    if (broken.length === 0) {
      rows.push(line);
      continue;
    }
    const fatal = broken.filter(({ severity }) => severity === 'refuse');
    const owner = ownerOf(line);
    if (fatal.length > 0) refused.push({ ...owner, problem: fatal.map(({ words }) => words).join('; ') });
    else rows.push(line);
    if (fatal.length === 0) remarks.push(...broken.map(({ words }) => `${owner.name}: ${words}`));
  }
  const [first] = refused;
  if (!isOfSome && rows.length === 0 && list.rows.length > 0 && first)
    throw mismatch(game, `no line of it can be right (${first.name}: ${first.problem})`);
  return { rows, refused, remarks };
}

/** The rules that a line breaks, with what is wrong; nearly every line keeps all of them. */
function brokenRules<Line>(
  rules: readonly LineRule<Line>[],
  line: Line,
  game: ProviderGame,
): { severity: Severity; words: string }[] {
  const broken: { severity: Severity; words: string }[] = [];
  for (const { severity, problem } of rules) {
    const words = problem(line, game);
    if (words !== undefined) broken.push({ severity, words });
  }
  return broken;
}

/** Whether somebody of this side, or somebody whose side is not told, was left out of a list. */
export function lacksSomebodyOf(providerTeamId: string, refused: readonly RefusedRow[]): boolean {
  return refused.some((row) => row.providerTeamId === providerTeamId || row.providerTeamId === null);
}
