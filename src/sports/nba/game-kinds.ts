import { type GameKinds, PLAY_OFFS } from '../game-kinds.ts';

export const NBA_GAME_KINDS: GameKinds = {
  words: [
    // Of the Cup only the final does not count for the season.
    [
      /(nba cup|in[- ]season tournament|emirates).*(?<!semi[- ]?|quarter[- ]?)(final|championship)(?!.*(semi|quarter))/i,
      'cup',
    ],
    [/nba cup|in[- ]season tournament|emirates/i, 'regular'],
    [
      /\b(east|west)(ern)?( conference| conf\.?)? (1st round|first round|semi-?finals|finals|quarter-?finals)/i,
      'playoff',
    ],
    [/^(first|1st) round/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  selection:
    /^team [a-z'. -]+$|all[- ]?stars?\b|^(eastern|western|east|west)( conference)?$|^(world|usa stars|usa stripes|stars|stripes)$/i,
};
