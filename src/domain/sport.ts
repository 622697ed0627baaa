/** The sports that Scoracle seeds, as users write them in files, flags and requests. */
export const SPORTS = ['NBA', 'NFL', 'FOOTBALL'] as const;

export type Sport = (typeof SPORTS)[number];

/** Lower-case form for queue names, table prefixes and URLs: `nba`, `nfl`, `football`. */
export type SportSlug = Lowercase<Sport>;

export function sportSlug(sport: Sport): SportSlug {
  return sport.toLowerCase() as SportSlug;
}

/** Reads a sport in any case (`nba`, `NBA`); undefined when it is none of ours. */
export function parseSport(text: string): Sport | undefined {
  const wanted = text.trim().toUpperCase();
  return SPORTS.find((sport) => sport === wanted);
}

/** A value for each sport. */
export function bySport<T>(value: (sport: Sport) => T): Record<Sport, T> {
  return Object.fromEntries(SPORTS.map((sport) => [sport, value(sport)])) as Record<Sport, T>;
}
