import type { BackfillStatus, UnitStatus } from '../domain/history.ts';
import type { WantedUnit } from './wanted-unit.ts';

/** What is there of a unit. */
export type KnownUnit = {
  id: number;
  leagueId: number;
  part: string;
  source: string;
  moment: string;
  unit: string;
  fromDay: string;
  toDay: string;
  status: UnitStatus;
  cursor: string | null;
  contentHash: string | null;
  rowsRefused: number;
  backfillId: number;
  backfillStatus: BackfillStatus;
};

export type Divided = {
  /** Nobody read it yet. */
  fresh: readonly WantedUnit[];
  /** Begun or given up by a back-fill that is over, or read for fewer days than are wanted now. */
  again: readonly {
    wanted: WantedUnit;
    known: KnownUnit;
    fromDay: string;
    toDay: string;
    cursor: string | null;
  }[];
  /** Read already, for all days that are wanted. */
  done: readonly KnownUnit[];
  /** Those of back-fills that are under way or paused. */
  held: readonly KnownUnit[];
};

/** What of a request is still to be read, and who has the rest. Pure. */
export function divideUnits(wanted: readonly WantedUnit[], known: readonly KnownUnit[]): Divided {
  const byKey = new Map(known.map((unit) => [keyOf(unit), unit]));
  const fresh: WantedUnit[] = [];
  const again: Divided['again'][number][] = [];
  const done: KnownUnit[] = [];
  const held: KnownUnit[] = [];
  for (const unit of wanted) {
    const there = byKey.get(keyOf(unit));
    if (!there) fresh.push(unit);
    else if (isOpen(there)) held.push(there);
    else if (isCovered(unit, there)) done.push(there);
    else again.push({ wanted: unit, known: there, ...daysTogether(unit, there) });
  }
  return { fresh, again, done, held };
}

function keyOf({ leagueId, part, source, moment, unit }: WantedUnit | KnownUnit): string {
  return `${leagueId} ${part} ${source} ${moment} ${unit}`;
}

function isOpen({ status, backfillStatus }: KnownUnit): boolean {
  const isUnread = status === 'pending' || status === 'running';
  return isUnread && (backfillStatus === 'running' || backfillStatus === 'paused');
}

/** Rows of a file that are the same were read; where some were refused, what they lacked may be there by now. */
function isCovered({ fromDay, toDay, content }: WantedUnit, known: KnownUnit): boolean {
  if (content)
    return known.status === 'completed' && known.contentHash === content.hash && known.rowsRefused === 0;
  return known.status === 'completed' && known.fromDay <= fromDay && known.toDay >= toDay;
}

/**
 * The days of both. What was read stays read where only later days are wanted; days before them begin anew, with answers
 * that are kept.
 */
function daysTogether(
  { fromDay, toDay, part, content }: WantedUnit,
  known: KnownUnit,
): { fromDay: string; toDay: string; cursor: string | null } {
  const first = fromDay < known.fromDay ? fromDay : known.fromDay;
  const last = toDay > known.toDay ? toDay : known.toDay;
  const isFromTheBeginning = first < known.fromDay || part === 'box-scores' || content !== undefined;
  if (isFromTheBeginning) return { fromDay: first, toDay: last, cursor: null };
  const isFurther = known.status === 'completed' && known.cursor !== null && part === 'schedule';
  return { fromDay: first, toDay: last, cursor: isFurther ? nextDay(known.toDay) : known.cursor };
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
