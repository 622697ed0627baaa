import type { GameType } from '../../domain/game-type.ts';

/**
 * The third digit of the NBA's own ids: 1 preseason, 2 regular season, 3 All-Star, 4 play-offs, 5 play-in, 6 Cup
 * final (swar/nba_api, `docs/nba/stats`). The two digits after it are the season's.
 */
const NBA_KINDS: Readonly<Record<string, GameType>> = {
  '1': 'preseason',
  '2': 'regular',
  '3': 'allstar',
  '4': 'playoff',
  '5': 'playin',
  '6': 'cup',
};

/** The kind that an id of nba.com tells, with or without the zeros that spreadsheets drop; undefined for other ids. */
export function kindOfNbaId(id: string | null, seasonYear: number): GameType | undefined {
  const found = /^(?:00)?([1-6])(\d{2})\d{5}$/.exec(id ?? '');
  if (!found || Number(found[2]) !== seasonYear % 100) return undefined;
  return NBA_KINDS[found[1] ?? ''];
}
