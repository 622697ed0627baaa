import type { AnsweredCall } from '../registry.ts';
import { OneEvent, Rows } from './schema.ts';

/** The events that a body speaks of, by the provider's ids; empty where it speaks of none or cannot be read. */
export function gamesOfBody({ endpoint, query, body }: AnsweredCall): readonly string[] {
  const asked = query['eventId'];
  if (asked !== undefined) return [asked];
  if (!/\/(odds|scores|events)$/.test(endpoint)) return [];
  return [...new Set(rowsOf(jsonOf(body)).flatMap((row) => idOf(row) ?? []))];
}

/** Leaves the events that are wanted. */
export function onlyGames(response: unknown, ids: readonly string[]): unknown {
  const isWanted = (row: unknown): boolean => ids.includes(idOf(row) ?? '');
  if (Array.isArray(response)) return response.filter(isWanted);
  const { data } = OneEvent.safeParse(response).data ?? {};
  return Array.isArray(data) ? { ...(response as object), data: data.filter(isWanted) } : response;
}

/** The rows of an answer, which a historical one has as its data. */
function rowsOf(response: unknown): readonly unknown[] {
  const { data } = OneEvent.safeParse(response).data ?? {};
  const list = Rows.safeParse(data ?? response);
  return list.success ? list.data : [];
}

function idOf(row: unknown): string | undefined {
  const { id } = OneEvent.safeParse(row).data ?? {};
  return typeof id === 'string' ? id : undefined;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // What was received was read before; a body that cannot be read again speaks of no event.
    return undefined;
  }
}
