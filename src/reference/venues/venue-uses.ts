import type { VenueUses } from './known-venues.ts';

export type VenueUse = { venueId: number; leagueId: number; homeTeamId: number };

/** Where games have been played, as far as that is read; it grows while words are matched. */
export type GrowingUses = VenueUses & { add: (use: VenueUse) => void };

export function createVenueUses(known: readonly VenueUse[]): GrowingUses {
  const homes = new Map<number, Set<number>>();
  const leagues = new Map<number, Set<number>>();
  const add = ({ venueId, leagueId, homeTeamId }: VenueUse): void => {
    setOf(homes, homeTeamId).add(venueId);
    setOf(leagues, venueId).add(leagueId);
  };
  for (const use of known) add(use);
  return {
    add,
    isHomeOf: (venueId, teamId) => homes.get(teamId)?.has(venueId) ?? false,
    isOfLeague: (venueId, leagueId) => leagues.get(venueId)?.has(leagueId) ?? false,
    isUsed: (venueId) => leagues.has(venueId),
    homesOf: (teamId) => [...(homes.get(teamId) ?? [])],
  };
}

function setOf(sets: Map<number, Set<number>>, key: number): Set<number> {
  const known = sets.get(key);
  if (known) return known;
  const made = new Set<number>();
  sets.set(key, made);
  return made;
}
