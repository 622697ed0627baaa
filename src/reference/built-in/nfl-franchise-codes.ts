/**
 * Codes under which files name franchises of the NFL in other seasons than the published ratings do, which keep one code
 * for each: the Chargers as LAC, the Raiders as OAK, the Rams as LAR, the Titans as TEN. Some codes mean another club in
 * other years.
 */
export const NFL_FRANCHISE_CODES = [
  { code: 'SD', franchise: 'LAC', fromYear: 1961, toYear: 2016 },
  { code: 'LV', franchise: 'OAK', fromYear: 2020 },
  { code: 'LA', franchise: 'LAR' },
  { code: 'STL', franchise: 'LAR', fromYear: 1995, toYear: 2015 },
  { code: 'STL', franchise: 'ARI', fromYear: 1960, toYear: 1987 },
  { code: 'PHX', franchise: 'ARI', fromYear: 1988, toYear: 1993 },
  { code: 'HOU', franchise: 'TEN', fromYear: 1960, toYear: 1996 },
  { code: 'WAS', franchise: 'WSH' },
  { code: 'JAC', franchise: 'JAX' },
] as const;
