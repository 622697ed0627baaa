import { type GameKinds, PLAY_OFFS } from '../game-kinds.ts';

export const MLB_GAME_KINDS: GameKinds = {
  words: [
    [/spring training|(grapefruit|cactus) league/i, 'preseason'],
    [
      /world series|^(al|nl|american league|national league) (wild ?card|division|championship)|^(al|nl)(ds|cs|wc)\b/i,
      'playoff',
    ],
    [/^(wild ?card|division|league championship) series/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  selection: /^(american|national)( league)?( all[- ]?stars?)?$|all[- ]?stars?\b|futures$/i,
};
