import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { injuries } from '../../db/schema/injuries.ts';
import { slicesOf } from '../../db/slices.ts';
import type { PlacedReports } from './place-reports.ts';
import type { SubjectReport } from './told-once.ts';
import { type Span, joinedWeeks } from './week-spans.ts';

/** What rows came to; each row is one of the first four. */
export type WeeklyCounts = {
  /** Weeks that are kept now and were not before. */
  added: number;
  same: number;
  /** Rows that stand in the file twice. */
  repeated: number;
  /** Spans of time that they make, and players among them whom nobody has recognised. */
  spans: number;
  unknown: number;
};

/** Reports that say one thing of one player in a week, and what they belong to. */
type WeeklyReports = Pick<PlacedReports, 'leagueId' | 'sportId' | 'weeks'> & {
  reports: readonly SubjectReport[];
};

/** What is told of somebody in a week, by a file or by an earlier one. */
type Entry = {
  subject: string;
  span: Span;
  status: string;
  teamId: number | null;
  name: string;
  team: string;
};

type Word = { key: string; subject: string; from: number; to: number; status: string; report: Entry };

/**
 * Keeps weekly reports as spans of time: the one of a player who is told the same week after week is one. Nobody is
 * recognised by team and name alone: a report is its player's once somebody links the subject, by which the file means
 * them in every week of the season. The same file twice changes nothing; one that tells more makes its spans longer.
 */
export async function writeWeekly(
  tx: Executor,
  { leagueId, sportId, weeks, reports }: WeeklyReports,
  { source, runId }: { source: string; runId: string },
): Promise<WeeklyCounts> {
  const byWeek = new Map(reports.map((report) => [`${report.subject}|${report.span.fromMs}`, report]));
  const told: readonly Entry[] = [...byWeek.values()];
  const kept = await keptSpans(tx, { source, leagueId });
  const words = wordsOf([...told, ...earlierWeeks(told, kept.bySubject, weeks)]);
  const linked = await linkedPlayers(tx, { source, sportId }, [
    ...new Set(words.map(({ subject }) => subject)),
  ]);
  const wanted = new Map(words.map((word) => [word.key, word]));
  const isCovered = ({ subject, status, span }: SubjectReport): boolean =>
    (kept.bySubject.get(subject) ?? []).some(
      (row) => row.status === status && row.fromMs <= span.fromMs && row.toMs >= span.toMs,
    );
  const same = [...byWeek.values()].filter(isCovered).length;
  // What was kept of the same players and is another span now: longer, shorter, or none.
  const bySubject = Map.groupBy(words, ({ subject }) => subject);
  const outdated = kept.rows.filter(
    (row) => !wanted.has(row.key) && (bySubject.get(row.subject) ?? []).some((word) => overlaps(word, row)),
  );
  await remove(
    tx,
    outdated.map(({ id }) => id),
  );
  const fresh = words.filter(({ key }) => !kept.byKey.has(key));
  for (const slice of slicesOf(fresh))
    await tx.insert(injuries).values(
      slice.map(({ subject, report, status, from, to }) => ({
        sportId,
        leagueId,
        playerId: linked.get(subject) ?? null,
        teamId: report.teamId,
        playerName: report.name,
        teamName: report.team,
        subject,
        status,
        source,
        valid: `["${new Date(from).toISOString()}","${new Date(to).toISOString()}")`,
        runId,
      })),
    );
  return {
    added: byWeek.size - same,
    same,
    repeated: reports.length - byWeek.size,
    spans: words.length,
    unknown: new Set(words.filter(({ subject }) => !linked.has(subject)).map(({ subject }) => subject)).size,
  };
}

/** The weeks of the same players that are kept, and of which the file tells nothing. */
function earlierWeeks(
  told: readonly Entry[],
  kept: ReadonlyMap<string, readonly Kept[]>,
  weeks: readonly Span[],
): readonly Entry[] {
  const isTold = new Set(told.map(({ subject, span }) => `${subject}|${span.fromMs}`));
  return [...new Set(told.map(({ subject }) => subject))].flatMap((subject) =>
    (kept.get(subject) ?? []).flatMap((row) =>
      weeks
        .filter(({ fromMs, toMs }) => fromMs >= row.fromMs && toMs <= row.toMs)
        .filter(({ fromMs }) => !isTold.has(`${subject}|${fromMs}`))
        .map((span): Entry => ({ ...row, span })),
    ),
  );
}

function wordsOf(entries: readonly Entry[]): readonly Word[] {
  return [...Map.groupBy(entries, ({ subject }) => subject)].flatMap(([subject, ofOne]) =>
    joinedWeeks(ofOne.map(({ span, status }) => ({ ...span, status }))).flatMap(
      ({ fromMs, toMs, status }) => {
        const report = ofOne.find(({ span }) => span.fromMs === fromMs);
        return report
          ? [{ key: keyOf(subject, fromMs, toMs, status), subject, from: fromMs, to: toMs, status, report }]
          : [];
      },
    ),
  );
}

function keyOf(subject: string, fromMs: number, toMs: number, status: string): string {
  return `${subject}|${fromMs}|${toMs}|${status}`;
}

function overlaps(word: Word, row: { fromMs: number; toMs: number }): boolean {
  return word.from < row.toMs && row.fromMs < word.to;
}

async function linkedPlayers(
  tx: Executor,
  { source, sportId }: { source: string; sportId: number },
  subjects: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (subjects.length === 0) return new Map();
  const rows = await tx
    .select({ subject: externalIds.externalId, playerId: externalIds.entityId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, source),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, 'player'),
        inArray(externalIds.externalId, [...subjects]),
      ),
    );
  return new Map(rows.map(({ subject, playerId }) => [subject, playerId]));
}

type Kept = Awaited<ReturnType<typeof keptSpans>>['rows'][number];

async function keptSpans(tx: Executor, { source, leagueId }: { source: string; leagueId: number }) {
  const { valid } = injuries;
  const found = await tx
    .select({
      id: injuries.id,
      subject: injuries.subject,
      status: injuries.status,
      teamId: injuries.teamId,
      name: injuries.playerName,
      team: injuries.teamName,
      fromMs: sql<number>`(extract(epoch from lower(${valid})) * 1000)::float8`,
      toMs: sql<number>`(extract(epoch from upper(${valid})) * 1000)::float8`,
    })
    .from(injuries)
    .where(and(eq(injuries.source, source), eq(injuries.leagueId, leagueId)));
  const rows = found.map((row) => ({ ...row, key: keyOf(row.subject, row.fromMs, row.toMs, row.status) }));
  return {
    rows,
    byKey: new Map(rows.map((row) => [row.key, row])),
    bySubject: Map.groupBy(rows, ({ subject }) => subject),
  };
}

async function remove(tx: Executor, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx.delete(injuries).where(inArray(injuries.id, [...ids]));
}
