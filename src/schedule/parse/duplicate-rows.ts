import type { ParsedGame } from './parsed-game.ts';

const MS_PER_DAY = 86_400_000;

/**
 * Remembers which game stands in which row, so that the same sides on the same date are noticed.
 * `lineOfTwin` returns the earlier row's line, or undefined for a new game. A postponed or cancelled row beside
 * its makeup on the same date is no duplicate, nor are two rows to which the publisher gave different ids.
 * Kept as numbers per pair of sides, because files have up to a million rows.
 */
export function createDuplicateFinder(): { lineOfTwin: (game: ParsedGame) => number | undefined } {
  const linesByPair = new Map<string, Map<number, { line: number; externalGameId: string | null }>>();
  return {
    lineOfTwin(game) {
      if (game.status === 'postponed' || game.status === 'cancelled') return undefined;
      const pair = `${game.leagueName}|${game.homeName.toLowerCase()}|${game.awayName.toLowerCase()}`;
      const day = Date.parse(game.slateDate) / MS_PER_DAY;
      const days =
        linesByPair.get(pair) ?? new Map<number, { line: number; externalGameId: string | null }>();
      linesByPair.set(pair, days);
      const twin = days.get(day);
      if (twin === undefined) {
        days.set(day, { line: game.line, externalGameId: game.externalGameId });
        return undefined;
      }
      const hasOtherId =
        twin.externalGameId !== null &&
        game.externalGameId !== null &&
        twin.externalGameId !== game.externalGameId;
      return hasOtherId ? undefined : twin.line;
    },
  };
}
