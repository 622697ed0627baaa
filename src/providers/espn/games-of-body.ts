import { isShallowJson } from '../../platform/json-depth.ts';
import type { AnsweredCall } from '../registry.ts';

/** The games that a body of ESPN speaks of: the event that was asked for, or all of a scoreboard. */
export function gamesOfBody({ endpoint, query, body }: AnsweredCall): readonly string[] {
  const asked = query['event'];
  if (asked !== undefined) return [asked];
  if (!endpoint.endsWith('/scoreboard')) return [];
  return eventsOf(parsed(body)).flatMap((event) => idOf(event) ?? []);
}

/** Leaves the events of a scoreboard that are wanted; a summary speaks of one event only. */
export function onlyGames(response: unknown, ids: readonly string[]): unknown {
  if (!isRecord(response) || !Array.isArray(response['events'])) return response;
  const events = response['events'].filter((event: unknown) => {
    const id = idOf(event);
    return id === undefined || ids.includes(id);
  });
  return { ...response, events };
}

/** The events of a scoreboard, as they came; none where it is none. */
export function eventsOf(response: unknown): readonly unknown[] {
  return isRecord(response) && Array.isArray(response['events']) ? response['events'] : [];
}

/** The id of an event; undefined where it has none that can be read. */
export function idOf(event: unknown): string | undefined {
  const id = isRecord(event) ? event['id'] : undefined;
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : undefined;
}

function parsed(body: string): unknown {
  try {
    return isShallowJson(body) ? JSON.parse(body) : undefined;
  } catch {
    // What was received was read before; a body that cannot be read again belongs to no game.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
