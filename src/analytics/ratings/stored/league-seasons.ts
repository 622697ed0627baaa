import type { Executor } from '../../../db/database.ts';
import { readSeasonsPlayed } from './counting-games.ts';
import { readStoredSeasons } from './write-ratings.ts';

/** The seasons of leagues that are rated together, in their order. */
export type LeagueSeasons = {
  /** Those of any of them, also those of which only rows are left. */
  all: readonly number[];
  /** Those of each that have games. */
  played: ReadonlyMap<number, readonly number[]>;
  /** Those of each that have games or rows. */
  known: ReadonlyMap<number, readonly number[]>;
};

export async function readLeagueSeasons(tx: Executor, leagueIds: readonly number[]): Promise<LeagueSeasons> {
  const played = await readSeasonsPlayed(tx, leagueIds);
  const stored = await readStoredSeasons(tx, leagueIds);
  const known = new Map(
    leagueIds.map((id) => [id, inOrder([...(played.get(id) ?? []), ...(stored.get(id) ?? [])])]),
  );
  return { all: inOrder([...known.values()].flat()), played, known };
}

/** The last season of a league before another that was or will be played. */
export function seasonBefore({ played }: LeagueSeasons, leagueId: number, seasonYear: number) {
  return played.get(leagueId)?.findLast((year) => year < seasonYear);
}

/** Whether something changed in a season, or in one since the last season of a league that plays it. */
export function isSeasonMeant(
  { known }: LeagueSeasons,
  seasonYear: number,
  changed: ReadonlySet<number>,
): boolean {
  if (changed.has(seasonYear)) return true;
  return [...known.values()].some((years) => {
    if (!years.includes(seasonYear)) return false;
    const last = years.findLast((year) => year < seasonYear) ?? -Infinity;
    return [...changed].some((year) => year >= last && year < seasonYear);
  });
}

function inOrder(years: readonly number[]): number[] {
  return [...new Set(years)].toSorted((one, other) => one - other);
}
