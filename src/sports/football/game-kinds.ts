import { type GameKinds, PLAY_OFFS } from '../game-kinds.ts';

export const FOOTBALL_GAME_KINDS: GameKinds = {
  words: [
    [/relegation|promotion/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  selection: /all[- ]?stars?\b/i,
};
