import type { FileResult } from './file-result.ts';

/** Clubs of one season that play only among themselves. */
export type LeaguesApart = { season: number; groups: readonly (readonly string[])[] };

/**
 * Fewer clubs, or fewer games of each, may be a league whose season has just begun: after three rounds the clubs of
 * nearly every draw hang together, after four a group that does not is a league.
 */
const LEAST_CLUBS = 4;
const LEAST_GAMES_OF_CLUB = 4;

/** The first season whose clubs fall apart into several leagues; undefined where there is none. */
export function leaguesApart(games: readonly FileResult[]): LeaguesApart | undefined {
  for (const [season, own] of Map.groupBy(games, (game) => game.season)) {
    const groups = groupsOf(own);
    if (groups.length > 1) return { season, groups };
  }
  return undefined;
}

function groupsOf(games: readonly FileResult[]): readonly (readonly string[])[] {
  const groupOf = new Map<string, Set<string>>();
  for (const { home, away } of games) {
    const [one, other] = [groupOf.get(home) ?? new Set([home]), groupOf.get(away) ?? new Set([away])];
    const [small, large] = one.size < other.size ? [one, other] : [other, one];
    if (small !== large) for (const club of small) large.add(club);
    for (const club of [...small, home, away]) groupOf.set(club, large);
  }
  const played = Map.groupBy(games, ({ home }) => groupOf.get(home));
  return [...new Set(groupOf.values())]
    .filter((group) => {
      const count = played.get(group)?.length ?? 0;
      return group.size >= LEAST_CLUBS && 2 * count >= LEAST_GAMES_OF_CLUB * group.size;
    })
    .map((group) => [...group].toSorted());
}
