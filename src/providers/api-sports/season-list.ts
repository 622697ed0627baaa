import type { GamesById, ScheduledGame, SeasonList, UnreadableRow } from '../../domain/scheduled-game.ts';
import type { Parsed } from '../client/provider-call.ts';
import { gameOfRow, rowIds } from './games-of-body.ts';

/**
 * Reads the rows of a season one by one. A row that cannot be read is set aside and takes no other along; where that
 * is true of most of them it is the answer that is malformed.
 */
export function readSeasonRows<Game extends ScheduledGame>(
  rows: readonly unknown[],
  read: (row: unknown) => Parsed<Game>,
): Parsed<SeasonList<Game>> {
  const games: Game[] = [];
  const unreadable: UnreadableRow[] = [];
  let first: Extract<Parsed<Game>, { ok: false }> | undefined;
  for (const row of rows) {
    const game = read(row);
    if (game.ok) games.push(game.value);
    else {
      first ??= game;
      const raw = typeof row === 'object' && row !== null ? row : { row };
      unreadable.push({ raw, problem: game.problem, providerGameId: gameOfRow(row) ?? null });
    }
  }
  if (first && unreadable.length > games.length) return first;
  return { ok: true, value: { games, unreadable } };
}

/** The games that were asked for by their ids, and the ids that the answer does not hold at all. */
export function pickGames(
  response: unknown,
  asked: readonly string[],
  season: Parsed<SeasonList>,
): Parsed<GamesById> {
  const present = new Set(rowIds(response));
  const games = season.ok ? season.value.games : [];
  return {
    ok: true,
    value: {
      found: games.filter(({ providerGameId }) => asked.includes(providerGameId)),
      missing: asked.filter((id) => !present.has(id)),
    },
  };
}
