import type { CallRow } from '../../providers/client/quota-ledger.ts';
import type { RecordRow } from '../../providers/client/carried-records.ts';
import type { CallRecord } from '../../providers/client/call-record.ts';
import { neverSentRow, settledRow } from './usage-rows.ts';

/** What became of the row of a call that began: `pending` while it is written, `doubtful` where nobody knows. */
type Begun = { is: 'pending' } | { is: 'written'; id: number } | { is: 'doubtful' };

/** A call that is over, or one that was never sent although it may have a row. */
export type OverCall = {
  requestId: string;
  record?: CallRecord;
  /** The database refused it beside others. */
  goesAlone?: boolean;
};

/** Records of calls that are not written yet, in the memory of one process. */
export type WaitingRecords = { begun: Map<string, Begun>; over: Map<string, OverCall> };

export function createWaitingRecords(): WaitingRecords {
  return { begun: new Map(), over: new Map() };
}

export function noteOver({ over }: WaitingRecords, call: OverCall): void {
  over.set(call.requestId, call);
}

export function noteRow({ begun }: WaitingRecords, { id, requestId }: CallRow): void {
  begun.set(requestId, { is: 'written', id });
}

/** Takes calls that are over, apart from those of which it is not known yet whether they have a row. */
export function takeOver(
  { begun, over }: WaitingRecords,
  isWanted: (call: OverCall) => boolean = () => true,
): readonly OverCall[] {
  const taken = [...over.values()].filter(
    (call) => begun.get(call.requestId)?.is !== 'pending' && isWanted(call),
  );
  for (const { requestId } of taken) over.delete(requestId);
  return taken;
}

/** They are written, or never will be. */
export function forget({ begun }: WaitingRecords, calls: readonly OverCall[]): void {
  for (const { requestId } of calls) begun.delete(requestId);
}

/** They wait again, before those that came meanwhile; what is known of a call by now is newer. */
export function putBack(records: WaitingRecords, calls: readonly OverCall[]): void {
  const newer = [...records.over];
  records.over.clear();
  for (const call of calls) records.over.set(call.requestId, call);
  for (const [requestId, call] of newer) records.over.set(requestId, call);
}

/** Leaves no more than `most` calls and returns how many are lost, the oldest first. */
export function dropOldest(records: WaitingRecords, most: number): number {
  const tooMany = [...records.over.values()].slice(0, Math.max(0, records.over.size - most));
  for (const { requestId } of tooMany) records.over.delete(requestId);
  forget(records, tooMany);
  return tooMany.length;
}

/** The rows that say what became of a call. */
export function rowsOfOver({ begun }: WaitingRecords, { requestId, record }: OverCall): RecordRow[] {
  const row = begun.get(requestId);
  if (row?.is === 'written') {
    return [record ? settledRow(record, row.id) : neverSentRow(requestId, row.id)];
  }
  // A call that costs nothing has no row before it is over.
  const isUnknown = row !== undefined || record === undefined;
  return [...(isUnknown ? [neverSentRow(requestId)] : []), ...(record ? [settledRow(record)] : [])];
}
