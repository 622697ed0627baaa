import type { InjuryReport } from '../domain/injury.ts';
import type { Identified } from './identify-players.ts';

/** A report with whom it is about. */
export type IdentifiedReport = Identified<InjuryReport>;

/** A row that is open, as far as it is compared. */
export type OpenInjury = {
  id: number;
  subject: string;
  playerId: number | null;
  teamId: number | null;
  status: string;
  bodyPart: string | null;
  detail: string | null;
  /** Since when it is valid, epoch milliseconds. */
  sinceMs: number;
};

/** What an answer changes of the rows that are open. */
export type InjuryChanges = {
  closed: readonly number[];
  opened: readonly IdentifiedReport[];
  /** Reports that are of somebody else than their rows say: known by now, or taken from whom they were wrongly given to. */
  reassigned: readonly IdentifiedReport[];
};

/**
 * What an answer changes: a report that says something else closes its row and opens another, and one that is no
 * longer there closes its row. An answer without any report closes none: a league without a single one is a gap in what
 * the source has, not news. An answer that is older than a row says nothing of it, and one with a row that cannot be
 * read closes none of those that may be meant by it.
 */
export function changesOfInjuries(
  open: readonly OpenInjury[],
  reports: readonly IdentifiedReport[],
  seenAtMs: number,
  mayBeMeant: (row: OpenInjury) => boolean = () => false,
): InjuryChanges {
  const bySubject = new Map(open.map((row) => [row.subject, row]));
  const reported = new Set(reports.map(({ subject }) => subject));
  const isOlder = (row: OpenInjury | undefined): boolean => row !== undefined && row.sinceMs >= seenAtMs;
  const changed = reports.filter((report) => {
    const row = bySubject.get(report.subject);
    return !isOlder(row) && (row === undefined || !saysTheSame(row, report));
  });
  const replaced = changed.flatMap(({ subject }) => bySubject.get(subject)?.id ?? []);
  const isGone = (row: OpenInjury): boolean =>
    !reported.has(row.subject) && !isOlder(row) && !mayBeMeant(row);
  const gone = reports.length === 0 ? [] : open.filter(isGone);
  const reassigned = reports.filter((report) => {
    const row = bySubject.get(report.subject);
    return row !== undefined && row.playerId !== report.playerId;
  });
  return { closed: [...replaced, ...gone.map(({ id }) => id)], opened: changed, reassigned };
}

function saysTheSame(row: OpenInjury, report: IdentifiedReport): boolean {
  const hasMoved = row.teamId !== null && report.teamId !== null && row.teamId !== report.teamId;
  return (
    row.status === report.status &&
    row.bodyPart === report.bodyPart &&
    row.detail === report.detail &&
    !hasMoved
  );
}
