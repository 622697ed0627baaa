import type { StandingsRules, TieBreak, TieBreaks } from '../../sports/standings-rules.ts';
import { COMPARISONS, type TableFacts } from './tie-breaks.ts';

/** Teams in their order; those that nothing parts are one group. `by` is what put a group above the next one. */
export type Parted = { teams: readonly string[]; by: TieBreak | undefined };

/** Orders teams that are level. `bestOfDivision` gives the best of some teams of one division: several that nothing parts. */
export function partTied(
  tied: readonly string[],
  facts: TableFacts,
  rules: Pick<StandingsRules, 'parting' | 'isOnePerDivision'>,
  tieBreaks: TieBreaks,
  bestOfDivision: BestOfDivision,
): readonly Parted[] {
  const groups: Parted[] = [];
  let rest = [...tied];
  while (rest.length > 1) {
    const best = rules.isOnePerDivision === true ? bestOfEach(rest, facts, bestOfDivision) : undefined;
    const front = best?.flatMap(({ teams }) => teams) ?? rest;
    const [only, ...others] = best ?? [];
    if (only !== undefined && others.length === 0) {
      // Of one division: its own comparisons say who goes first.
      groups.push(only);
    } else {
      const found = firstParting(front, facts, tieBreaks);
      if (found === undefined) {
        // Nothing is left but lots.
        groups.push({ teams: front, by: undefined });
      } else if (rules.parting === 'split' && front.length === rest.length) {
        const { by, parts } = found;
        const ordered = parts.map((part) => partTied(part, facts, rules, tieBreaks, bestOfDivision));
        return [
          ...groups,
          ...ordered.flatMap((part) => part.map((group) => ({ ...group, by: group.by ?? by }))),
        ];
      } else {
        groups.push({ teams: bestOf(front, facts, tieBreaks), by: found.by });
      }
    }
    const placed = new Set(groups.flatMap(({ teams }) => teams));
    rest = rest.filter((team) => !placed.has(team));
  }
  // The last one was left by what placed the one before it.
  return rest.length > 0 ? [...groups, { teams: rest, by: groups.at(-1)?.by }] : groups;
}

type BestOfDivision = (teams: readonly string[]) => Parted;

/** The best of each division; several of one where nothing parts them, who then all meet those of others. */
function bestOfEach(
  tied: readonly string[],
  { season }: TableFacts,
  bestOfDivision: BestOfDivision,
): readonly Parted[] {
  const divisions = Map.groupBy(tied, (team) => season.memberOf(team).division);
  return [...divisions.values()].map((teams) =>
    teams.length === 1 ? { teams, by: undefined } : bestOfDivision(teams),
  );
}

/** The best of some teams: a comparison that leaves fewer of them begins anew with those. */
function bestOf(tied: readonly string[], facts: TableFacts, tieBreaks: TieBreaks): readonly string[] {
  if (tied.length === 1) return tied;
  const found = firstParting(tied, facts, tieBreaks);
  return found === undefined ? tied : bestOf(found.parts[0] ?? [], facts, tieBreaks);
}

/** The first comparison that tells the teams apart, and the groups that it makes of them, the best first. */
function firstParting(
  tied: readonly string[],
  facts: TableFacts,
  tieBreaks: TieBreaks,
): { by: TieBreak; parts: readonly string[][] } | undefined {
  for (const by of tied.length === 2 ? tieBreaks.two : tieBreaks.more) {
    const values = tied.map((team) => ({ team, value: COMPARISONS[by](facts, team, tied) }));
    if (values.some(({ value }) => value === undefined)) continue;
    const parts = [...Map.groupBy(values, ({ value }) => value ?? 0)]
      .toSorted(([a], [b]) => b - a)
      .map(([, group]) => group.map(({ team }) => team));
    if (parts.length > 1) return { by, parts };
  }
  return undefined;
}
