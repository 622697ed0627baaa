import type { Sport } from '../../domain/sport.ts';
import type { GameType } from '../parse/parsed-game.ts';

/** What the words of a round, stage, week or note say about the kind of game; the first that fits counts. */
const ANY_SPORT: readonly (readonly [RegExp, GameType])[] = [
  [/all[- ]?star|pro[- ]?bowl|rising stars|celebrity/i, 'allstar'],
  [/pre[- ]?season|exhibition|friendl(y|ies)|hall of fame|summer league/i, 'preseason'],
  [/play[- ]?in\b/i, 'playin'],
];

/** Play-offs are played in all of these, and every league names its rounds in its own way. */
const PLAY_OFFS =
  /play[- ]?offs?\b|post[- ]?season|knock[- ]?out|^(wild ?card|divisional|division|finals?)( round| playoffs?)?$|conf(erence)?[- ]?(champ|final|semi|quarter|1st|first)|super ?bowl|nba finals|mls cup|^round one|^(8th|16th|quarter|semi)[- ]?finals?$/i;

const BY_SPORT: Readonly<Record<Sport, readonly (readonly [RegExp, GameType])[]>> = {
  NBA: [
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
  NFL: [
    [/^(afc|nfc) (wild|division|champ)/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  FOOTBALL: [
    [/relegation|promotion/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
};

/** The kind of game that words tell; undefined when they tell none. */
export function kindOfWords(sport: Sport, words: readonly (string | null)[]): GameType | undefined {
  for (const text of words) {
    const trimmed = text?.trim();
    if (!trimmed) continue;
    const rule = [...ANY_SPORT, ...BY_SPORT[sport]].find(([pattern]) => pattern.test(trimmed));
    if (rule) return rule[1];
  }
  return undefined;
}

/** Sides of games that no club plays: `Team LeBron`, `East All-Stars`, `AFC`. */
const SELECTIONS: Readonly<Record<Sport, RegExp>> = {
  NBA: /^team [a-z'. -]+$|all[- ]?stars?\b|^(eastern|western|east|west)( conference)?$|^(world|usa stars|usa stripes|stars|stripes)$/i,
  NFL: /^(afc|nfc|american football conference|national football conference)$|pro[- ]?bowl|all[- ]?stars?\b/i,
  FOOTBALL: /all[- ]?stars?\b/i,
};

/** Whether both sides are selections of players rather than clubs. */
export function areSelections(sport: Sport, homeName: string, awayName: string): boolean {
  return [homeName, awayName].every((name) => SELECTIONS[sport].test(name.trim()));
}
