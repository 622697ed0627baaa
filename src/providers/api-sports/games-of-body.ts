import type { AnsweredCall } from '../registry.ts';

/** Endpoints whose `id` is a game's. */
const GAME_ENDPOINTS = new Set([
  '/games',
  '/games/statistics',
  '/games/statistics/players',
  '/games/statistics/teams',
  '/fixtures',
]);

/**
 * The games that a body of API-Sports speaks of, by the provider's ids: the one that was asked for, or all of a slate
 * or batch. Empty where it speaks of no game, and where it cannot be read.
 */
export function gamesOfBody({ endpoint, query, body }: AnsweredCall): readonly string[] {
  const asked = query['game'] ?? query['fixture'] ?? (GAME_ENDPOINTS.has(endpoint) ? query['id'] : undefined);
  if (asked !== undefined) return [asked];
  const isOfMany = query['ids'] !== undefined || query['date'] !== undefined;
  if (!isOfMany || !GAME_ENDPOINTS.has(endpoint)) return [];
  const ids = rowsOf(body).map(gameOfRow);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Leaves the games of a batch that are wanted: a stored body may hold more than is asked of it. */
export function onlyGames(response: unknown, ids: readonly string[]): unknown {
  if (!Array.isArray(response)) return response;
  return response.filter((row: unknown) => {
    const id = gameOfRow(row);
    return id === undefined || ids.includes(id);
  });
}

/** The games that the rows of a response are of. */
export function rowIds(response: unknown): readonly string[] {
  return Array.isArray(response) ? response.flatMap((row: unknown) => gameOfRow(row) ?? []) : [];
}

function rowsOf(body: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(body);
    const response = isRecord(parsed) ? parsed['response'] : undefined;
    return Array.isArray(response) ? response : [];
  } catch {
    // What was received was read before; a body that cannot be read again belongs to no game.
    return [];
  }
}

/** NBA rows carry the id themselves, NFL rows below `game`, football rows below `fixture`. */
export function gameOfRow(row: unknown): string | undefined {
  if (!isRecord(row)) return undefined;
  const holder = [row['fixture'], row['game'], row].find(isRecord);
  const id = holder?.['id'];
  return typeof id === 'number' || typeof id === 'string' ? String(id) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
