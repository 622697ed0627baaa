import { type GameKinds, PLAY_OFFS } from '../game-kinds.ts';

export const NHL_GAME_KINDS: GameKinds = {
  words: [
    [/4 nations|world cup of hockey/i, 'allstar'],
    [/stanley cup|^(east|west)(ern)?( conference)? (1st|first|2nd|second) round|^round [1-4]\b/i, 'playoff'],
    [/^(first|1st|second|2nd) round/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  // Divisions and captains of All-Star games, and the countries of tournaments in the season.
  selection:
    /^team [a-z'. -]+$|^(atlantic|metropolitan|central|pacific)( division)?$|^(canada|usa|united states|sweden|finland|north america|europe)$|all[- ]?stars?\b/i,
};
