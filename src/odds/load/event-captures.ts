import type { CapturedEvent } from '../store/captured-odds.ts';
import type { EventOfBody } from './body-rows.ts';
import type { PlaceFinder } from './event-places.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import { type EventRow, readEvent } from './read-row.ts';

/**
 * What a body tells of its events, whose starts and names count without a price as well. An event that cannot be used is
 * refused where no row of prices is for the same reason.
 */
export function eventCaptures(
  events: readonly EventOfBody[],
  finder: PlaceFinder,
): { captures: CapturedEvent[]; refused: QuarantinedRow[] } {
  const captures: CapturedEvent[] = [];
  const refused: QuarantinedRow[] = [];
  for (const raw of events) {
    const event = readEvent(raw);
    const place = 'reason' in event ? undefined : finder.place(event);
    if (!('reason' in event) && place !== undefined) {
      const { providerEventId, startMs, home, away, capturedAtMs } = event;
      captures.push({ providerEventId, startMs, home, away, capturedAtMs, ...place, books: [] });
    } else if (!raw.hasRows) {
      refused.push('reason' in event ? { line: raw.line, raw: raw.raw, ...event } : unplaced(event));
    }
  }
  return { captures, refused };
}

/** Why a row waits that may be right as it is: it is read again once its league is known or its prices are said. */
export const REREAD_REASONS = ['unknown_league', 'impossible_price'] as const;

/** The refusal of an event, or of a price of it, whose league nobody knows. */
export function unplaced({ line, raw, home, away }: EventRow): QuarantinedRow {
  const problem = `nobody knows of which league ${away} at ${home} is`;
  const remedy = 'Say it with --league, or teach a name: teams alias add.';
  return { line, raw, field: 'home_team', value: home, reason: 'unknown_league', problem, remedy };
}
