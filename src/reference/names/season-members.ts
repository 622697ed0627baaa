import type { SeasonYear } from '../../domain/season.ts';
import type { TeamKey } from './resolvable-team.ts';

/** A team's season in the league. */
export type TeamSeason<Key extends TeamKey = TeamKey> = { teamKey: Key; seasonYear: SeasonYear };

/** A league of fewer teams is a piece of one. */
const FEWEST_TEAMS = 10;

/** Leagues grow and shrink by a team or two: with this share of the most teams of any season, a season is whole. */
const WHOLE_SHARE = 0.9;

/**
 * The teams of each season that is known as a whole, by its year. Only of such a season can be said that a team did
 * NOT play in it.
 */
export function membersOfWholeSeasons<Key extends TeamKey>(
  seasons: readonly TeamSeason<Key>[],
): ReadonlyMap<SeasonYear, ReadonlySet<Key>> {
  const bySeason = [...Map.groupBy(seasons, ({ seasonYear }) => seasonYear)].map(
    ([year, rows]) => [year, new Set(rows.map(({ teamKey }) => teamKey))] as const,
  );
  const most = Math.max(0, ...bySeason.map(([, members]) => members.size));
  const isWhole = (size: number): boolean => size >= FEWEST_TEAMS && size >= WHOLE_SHARE * most;
  return new Map(bySeason.filter(([, members]) => isWhole(members.size)));
}
