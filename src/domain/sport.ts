/** Sports whose games get box scores. */
export const BOX_SCORE_SPORTS = ['NBA', 'NFL', 'FOOTBALL'] as const;

/** Sports that have schedule, results and odds: their box scores are not collected yet. */
export const RESULT_SPORTS = ['NHL', 'MLB'] as const;

/** All sports, as users write them in files, flags and requests. */
export const SPORTS = [...BOX_SCORE_SPORTS, ...RESULT_SPORTS] as const;

export type Sport = (typeof SPORTS)[number];

/** A sport that has tables of game lines, and tasks that fill them. */
export type BoxScoreSport = (typeof BOX_SCORE_SPORTS)[number];

/** A sport without lines; the result of a game is all that is collected of it. */
export type ResultSport = (typeof RESULT_SPORTS)[number];

/** Whether box scores of a sport are collected. */
export function hasBoxScores(sport: Sport): sport is BoxScoreSport {
  return BOX_SCORE_SPORTS.some((one) => one === sport);
}

/** What people read where a sport has no box scores. */
export function withoutBoxScores(sport: ResultSport): string {
  return `${sport} has schedule, results and odds; box scores are not collected yet`;
}

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
