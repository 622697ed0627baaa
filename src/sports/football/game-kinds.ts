import { type GameKinds, PLAY_OFFS } from '../game-kinds.ts';

export const FOOTBALL_GAME_KINDS: GameKinds = {
  words: [
    [/relegation|promotion/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  // `Regular Season - 12`, `1st Phase - 3`; a round without a number is one of a knock-out.
  ofRound: (round) => (round === null || /^regular|\d\s*$/i.test(round.trim()) ? 'regular' : 'playoff'),
  selection: /all[- ]?stars?\b/i,
};
