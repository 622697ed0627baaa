import type { GameType } from '../../domain/game-type.ts';
import type { Sport } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { KindWords } from '../../sports/game-kinds.ts';

/** What the words of a round, stage, week or note say about the kind of game; the first that fits counts. */
const ANY_SPORT: KindWords = [
  [/all[- ]?star|pro[- ]?bowl|rising stars|celebrity/i, 'allstar'],
  [/pre[- ]?season|exhibition|friendl(y|ies)|hall of fame|summer league/i, 'preseason'],
  [/play[- ]?in\b/i, 'playin'],
];

/** The kind of game that words tell; undefined when they tell none. */
export function kindOfWords(sport: Sport, words: readonly (string | null)[]): GameType | undefined {
  for (const text of words) {
    const trimmed = text?.trim();
    if (!trimmed) continue;
    const rule = [...ANY_SPORT, ...SPORT_FACTS[sport].gameKinds.words].find(([pattern]) =>
      pattern.test(trimmed),
    );
    if (rule) return rule[1];
  }
  return undefined;
}

/** Whether both sides are selections of players rather than clubs. */
export function areSelections(sport: Sport, homeName: string, awayName: string): boolean {
  return [homeName, awayName].every((name) => SPORT_FACTS[sport].gameKinds.selection.test(name.trim()));
}
