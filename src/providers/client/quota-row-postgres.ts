import { z } from 'zod';
import { noDoubt } from './quota-doubt.ts';
import type { QuotaState } from './quota-state.ts';
import { utcDay } from './quota-windows.ts';
import {
  callsFrom,
  sharingOf,
  sharingToStore,
  storedCalls,
  storedDoubt,
  storedEarmarks,
  storedSharing,
  storedWindows,
} from './stored-sharing.ts';

const Moment = z
  .string()
  .nullable()
  .transform((text) => (text === null ? 0 : Date.parse(text)));

/** A row of `provider_quota` as JSON. */
const Row = z.object({
  recent_sends: z.array(z.number()),
  in_flight: storedCalls,
  day: z.string(),
  day_used: z.number(),
  day_limit: z.number().nullable(),
  minute_limit: z.number().nullable(),
  second_blocked_until: Moment,
  minute_blocked_until: Moment,
  day_blocked_until: Moment,
  sharing: storedSharing,
  doubt: z.preprocess((doubt) => doubt ?? undefined, storedDoubt),
  earmarks: storedEarmarks,
  windows: storedWindows,
  revision: z.number(),
  writes: z.number(),
});

/** A row with the database's time, and whether the server was started anew since the row was last written. */
export const QuotaRow = z.object({
  row: Row,
  now_ms: z.coerce.number().transform(Math.floor),
  is_server_new: z.boolean(),
});
export type QuotaRow = z.infer<typeof QuotaRow>;

export function stateOf({ row }: QuotaRow, nowMs: number): QuotaState {
  const calls = callsFrom(row.in_flight, row.recent_sends, row.sharing);
  return {
    calls,
    // A row that counts nothing yet belongs to whatever day it is.
    day: calls.length === 0 && row.day_used === 0 ? utcDay(nowMs) : row.day,
    dayUsed: row.day_used,
    dayLimit: row.day_limit,
    minuteLimit: row.minute_limit,
    blockedUntilMs: {
      second: row.second_blocked_until,
      minute: row.minute_blocked_until,
      day: row.day_blocked_until,
    },
    sharing: sharingOf(row.sharing),
    doubt: row.doubt ?? noDoubt({ day: row.day_limit, minute: row.minute_limit }),
    earmarks: row.earmarks,
    windows: row.windows,
  };
}

/** The state as a row: calls are in `in_flight`, where versions that list every call read them too. */
export function rowOf(state: QuotaState): Record<string, unknown> {
  const moment = (atMs: number): string | null => (atMs > 0 ? new Date(atMs).toISOString() : null);
  return {
    recent_sends: [],
    in_flight: state.calls,
    day: state.day,
    day_used: state.dayUsed,
    day_limit: state.dayLimit,
    minute_limit: state.minuteLimit,
    second_blocked_until: moment(state.blockedUntilMs.second),
    minute_blocked_until: moment(state.blockedUntilMs.minute),
    day_blocked_until: moment(state.blockedUntilMs.day),
    sharing: sharingToStore(state.sharing),
    doubt: state.doubt,
    earmarks: state.earmarks,
    windows: state.windows,
  };
}
