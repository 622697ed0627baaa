import type { CallStart } from './call-record.ts';
import type { QuickOrder, QuickReservation } from './quota-quick.ts';

/** A row of `api_usage` as JSON. */
export type RecordRow = Readonly<Record<string, unknown>>;

/** Records on their way to the store; exactly one of the two must be told. */
export type TakenRecords = {
  rows: readonly RecordRow[];
  written: () => void;
  /** They were not written, or nobody knows; `areRefused`: the store does not take one of them. */
  returned: (options: { areRefused: boolean }) => void;
};

/**
 * Records of calls that wait to be written, for a store that takes them along with its own statements: their writer
 * needs no round trip of its own then.
 */
export type CarriedRecords = {
  /** The row of a call that begins; undefined where it is recorded otherwise. */
  rowOf: (call: CallStart) => RecordRow | undefined;
  /** Takes what became of calls that are over. */
  take: () => TakenRecords;
  /** Nobody knows whether the begin of these calls was recorded; they are never sent. */
  neverSent: (calls: readonly CallStart[]) => void;
};

/** For a ledger without records: nothing is taken along. */
export const NO_RECORDS: CarriedRecords = {
  rowOf: () => undefined,
  take: () => ({ rows: [], written: () => undefined, returned: () => undefined }),
  neverSent: () => undefined,
};

/** The order with the rows of its calls instead of the calls. */
export type OrderOfRows = Omit<QuickOrder, 'reservations'> & {
  reservations: readonly (Omit<QuickReservation, 'call'> & { call?: RecordRow })[];
};

/**
 * Sends an order together with the records that wait. A record that the store does not take must not cost anybody a
 * call: the order is sent again without any, and their writer writes them one by one.
 */
export async function sendWithRecords<T>(
  records: CarriedRecords,
  order: QuickOrder,
  send: (order: OrderOfRows, rows: readonly RecordRow[]) => Promise<T>,
): Promise<T> {
  const taken = records.take();
  try {
    const reply = await send(withRows(order, records.rowOf), taken.rows);
    taken.written();
    return reply;
  } catch (error) {
    const areRefused = isRefused(error);
    taken.returned({ areRefused });
    if (areRefused)
      return send(
        withRows(order, () => undefined),
        [],
      );
    records.neverSent(order.reservations.flatMap(({ call }) => (call ? [call] : [])));
    throw error;
  }
}

function withRows({ reservations, ...order }: QuickOrder, rowOf: CarriedRecords['rowOf']): OrderOfRows {
  return {
    ...order,
    reservations: reservations.map(({ call, ...reservation }) => {
      const row = call && rowOf(call);
      return row ? { ...reservation, call: row } : reservation;
    }),
  };
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation): the values are to blame. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}
