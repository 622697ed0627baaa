import type { ParsedGame } from './parsed-game.ts';
import { shortHash } from './short-hash.ts';

const MS_PER_DAY = 86_400_000;

/**
 * Remembers which game stands in which row, so that the same sides on the same date are noticed.
 * `lineOfTwin` returns the earlier row's line, or undefined for a new game. A postponed or cancelled row beside
 * its makeup on the same date is no duplicate, nor are two rows to which the publisher gave different ids, or other
 * starts where `areApart` says so.
 * Kept as numbers per pair of sides, because files have up to a million rows.
 */
export function createDuplicateFinder(areApart: (leagueName: string) => boolean = () => false): {
  lineOfTwin: (game: ParsedGame) => number | undefined;
} {
  const linesByPair = new Map<string, Map<number, number>>();
  const idByLine = new Map<number, number>();
  const startByLine = new Map<number, number>();
  return {
    lineOfTwin(game) {
      if (game.status === 'postponed' || game.status === 'cancelled') return undefined;
      const pair = `${game.leagueName}|${game.homeName.toLowerCase()}|${game.awayName.toLowerCase()}`;
      const day = Date.parse(game.slateDate) / MS_PER_DAY;
      const lines = linesByPair.get(pair) ?? new Map<number, number>();
      linesByPair.set(pair, lines);
      const id = game.externalGameId === null ? undefined : shortHash(game.externalGameId);
      const twin = lines.get(day);
      if (twin === undefined) {
        lines.set(day, game.line);
        if (id !== undefined) idByLine.set(game.line, id);
        if (startOf(game) !== undefined) startByLine.set(game.line, startOf(game) ?? 0);
        return undefined;
      }
      const idOfTwin = idByLine.get(twin);
      const hasOtherId = idOfTwin !== undefined && id !== undefined && idOfTwin !== id;
      const startOfTwin = startByLine.get(twin);
      const hasOtherStart =
        startOfTwin !== undefined && startOf(game) !== undefined && startOfTwin !== startOf(game);
      return hasOtherId || hasOtherStart ? undefined : twin;
    },
  };

  /** The start of a game by which it is told from others of its day; undefined where starts tell nothing. */
  function startOf({ leagueName, isTimeConfirmed, startMs }: ParsedGame): number | undefined {
    return isTimeConfirmed && startMs !== null && areApart(leagueName) ? startMs : undefined;
  }
}
