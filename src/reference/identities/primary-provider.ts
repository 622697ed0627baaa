import type { League } from '../../domain/league.ts';

/** The provider whose schedules, box scores and rosters are read, by its name in `external_ids`. */
export const PRIMARY_PROVIDER = 'api-sports';

/** What that provider calls a league. Throws RangeError for a league that it has no id for. */
export function leagueIdThere({ name, ids }: League): string {
  const id = ids[PRIMARY_PROVIDER];
  if (id === undefined) throw new RangeError(`${name} has no id at ${PRIMARY_PROVIDER}`);
  return id;
}
