import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import { type LineRow, type LineTable, contentHash } from './line-table.ts';
import { mismatch } from './mismatch.ts';

/** A line of a box score whose player and team are known. */
export type SeenLine<Line> = { line: Line; playerId: number; teamId: number; row: LineRow };

/**
 * One line for each player. A box score may list a player under two of the provider's ids, which a person merged: equal
 * lines are one, and the line of who played stands before that of who did not. Throws a mismatch where two lines of
 * one player differ: nobody but a person can say whether they are two players.
 */
export function oneLineForEachPlayer<Line extends { player: ProviderPlayer }>(
  seen: readonly SeenLine<Line>[],
  { table, hasPlayed }: { table: LineTable; hasPlayed: (line: Line) => boolean },
  providerGame: ProviderGame,
): readonly SeenLine<Line>[] {
  return [...Map.groupBy(seen, ({ playerId }) => playerId).values()].flatMap((lines) => {
    if (lines.length === 1) return lines;
    const played = lines.filter(({ line }) => hasPlayed(line));
    const candidates = played.length > 0 ? played : lines;
    const different = new Set(candidates.map(({ teamId, row }) => `${teamId} ${contentHash(table, row)}`));
    if (different.size > 1) throw mismatch(providerGame, twoLinesOf(candidates));
    return candidates.slice(0, 1);
  });
}

function twoLinesOf(lines: readonly SeenLine<{ player: ProviderPlayer }>[]): string {
  const ids = lines.map(({ line: { player } }) => {
    const name = `${player.firstName} ${player.lastName}`.trim();
    return name === '' ? player.providerPlayerId : `${name} (${player.providerPlayerId})`;
  });
  const id = lines[0]?.playerId ?? 0;
  return `${ids.join(' and ')} have different lines and are one player here, ${id}: if they are two, \`players split ${id}\` and retry`;
}
