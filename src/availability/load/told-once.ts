import type { QuarantinedRow } from '../../loads/load-record.ts';
import { plainWords } from '../../reference/players/player-names.ts';
import type { PlacedReport } from './place-reports.ts';
import { type WeeklyReport, rawOf } from './read-injury-file.ts';

/** A report with whom it means, and in which week. */
export type SubjectReport = PlacedReport & { subject: string };

/** Longest id of a player at a source. */
const MOST_CHARACTERS = 60;

/**
 * By whom the file means the same player in its next week, as an id that can be linked: it has none of its own. The
 * suffix stays, since father and son may play in one team, and so does the season: next year it may be somebody else.
 */
function subjectOf({ season, team, name }: Pick<WeeklyReport, 'season' | 'team' | 'name'>): string {
  return `${season}:${team}:${plainWords(name)}`
    .replaceAll(/[^\p{L}\p{N}:]+/gu, '_')
    .slice(0, MOST_CHARACTERS);
}

/**
 * The reports that say one thing of one player in a week, the same row twice included. Rows of two names for one subject,
 * or of two statuses for one player, are set aside, all of them: which one holds is not for us to say.
 */
export function toldOnce(placed: readonly PlacedReport[]): {
  reports: readonly SubjectReport[];
  refused: readonly QuarantinedRow[];
} {
  const all = placed.map((report) => ({ ...report, subject: subjectOf(report) }));
  const byWeek = Map.groupBy(all, ({ subject, span }) => `${subject}|${span.fromMs}`);
  const reports: SubjectReport[] = [];
  const refused: QuarantinedRow[] = [];
  for (const ofWeek of byWeek.values()) {
    if (isTwice(ofWeek, 'name')) refused.push(...ofWeek.map((row) => refusalOfNames(row, ofWeek)));
    else if (isTwice(ofWeek, 'status')) refused.push(...ofWeek.map((row) => refusalOfStatuses(row, ofWeek)));
    else reports.push(...ofWeek);
  }
  return { reports, refused };
}

function isTwice(reports: readonly SubjectReport[], field: 'name' | 'status'): boolean {
  return new Set(reports.map((report) => report[field])).size > 1;
}

function refusalOfNames(report: SubjectReport, ofWeek: readonly SubjectReport[]): QuarantinedRow {
  const { line, name, team, season, week } = report;
  return {
    line,
    field: 'full_name',
    value: name,
    reason: 'two_names',
    problem: `${listOf(ofWeek, 'name')} (${linesOf(ofWeek)}) cannot be told apart in ${team} in week ${week} of ${season}`,
    remedy: 'Write one player with one name and two players with names that differ, and load the file again.',
    raw: rawOf(report),
  };
}

function refusalOfStatuses(report: SubjectReport, ofWeek: readonly SubjectReport[]): QuarantinedRow {
  const { line, name, team, season, week, status } = report;
  return {
    line,
    field: 'report_status',
    value: status,
    reason: 'two_statuses',
    problem: `${name} of ${team} is ${listOf(ofWeek, 'status')} (${linesOf(ofWeek)}) in week ${week} of ${season}`,
    remedy: 'Leave the row out that does not hold, and load the file again.',
    raw: rawOf(report),
  };
}

function listOf(reports: readonly SubjectReport[], field: 'name' | 'status'): string {
  return [...new Set(reports.map((report) => report[field]))].join(' and ');
}

function linesOf(reports: readonly SubjectReport[]): string {
  return `lines ${reports.map(({ line }) => line).join(', ')}`;
}
