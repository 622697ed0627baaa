/** What kind of game it is, whatever the source calls it. */
export const GAME_TYPES = ['preseason', 'regular', 'cup', 'playin', 'playoff', 'allstar'] as const;
export type GameType = (typeof GAME_TYPES)[number];
