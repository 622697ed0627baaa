import { type GameKinds, PLAY_OFFS } from '../game-kinds.ts';

export const NFL_GAME_KINDS: GameKinds = {
  words: [
    [/^(afc|nfc) (wild|division|champ)/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  selection:
    /^(afc|nfc|american football conference|national football conference)$|pro[- ]?bowl|all[- ]?stars?\b/i,
};
