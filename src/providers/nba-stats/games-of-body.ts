import { z } from 'zod';
import type { AnsweredCall } from '../registry.ts';

const Board = z.object({ scoreboard: z.object({ games: z.array(z.object({ gameId: z.string() })) }) });

/** The games that a body speaks of: the one that was asked for, or those of a board. A season's file speaks of none. */
export function gamesOfBody({ endpoint, query, body }: AnsweredCall): readonly string[] {
  const asked = query['gameId'] ?? query['GameID'];
  if (asked !== undefined) return [asked];
  if (!/scoreboard/i.test(endpoint)) return [];
  try {
    const board = Board.safeParse(JSON.parse(body));
    return board.success ? board.data.scoreboard.games.map(({ gameId }) => gameId) : [];
  } catch {
    // What was received was read before; a body that cannot be read again belongs to no game.
    return [];
  }
}
