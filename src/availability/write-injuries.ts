import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { injuries } from '../db/schema/injuries.ts';
import type { InjuryReport, UnreadableInjury } from '../domain/injury.ts';
import { clippedReport } from './clipped-report.ts';
import { identifyPlayers } from './identify-players.ts';
import { type IdentifiedReport, type OpenInjury, changesOfInjuries } from './injury-changes.ts';
import { knownPlayers, learnPlayerIds } from './known-players.ts';

/** An answer about a league, and where it belongs. */
export type InjuryAnswer = {
  sportId: number;
  leagueId: number;
  /** The season that the league plays now, by its starting year. */
  seasonYear: number;
  source: string;
  /** When the source said so, epoch milliseconds. */
  seenAtMs: number;
  reports: readonly InjuryReport[];
  /** Rows of the answer that cannot be read. */
  unreadable: readonly UnreadableInjury[];
  /** Our team by its name; undefined for one that nobody knows. */
  teamIdOf: (name: string) => number | undefined;
  runId: string;
};

/** What an answer came to. */
export type InjuryOutcome = { reported: number; opened: number; closed: number; unknown: number };

/**
 * Keeps what an answer says of the injuries of a league, in one transaction. Answers about a league come one after the
 * other, also from several processes; the same answer twice changes nothing.
 */
export async function writeInjuries(db: Database, answer: InjuryAnswer): Promise<InjuryOutcome> {
  const { source, leagueId, seenAtMs } = answer;
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`injuries ${source} ${leagueId}`}, 0))`,
    );
    const known = await knownPlayers(tx, answer, answer.reports, answer.teamIdOf);
    const reports = identifyPlayers(answer.reports.map(clippedReport), known, answer.seasonYear);
    const unsure = answer.unreadable.map((row) => known.teamOf(row));
    const changes = changesOfInjuries(await openRows(tx, answer), reports, seenAtMs, (row) =>
      unsure.some((teamId) => teamId === undefined || row.teamId === null || row.teamId === teamId),
    );
    await close(tx, changes.closed, seenAtMs);
    if (changes.opened.length > 0)
      await tx.insert(injuries).values(changes.opened.map((report) => rowOf(answer, report)));
    // The whole history of a report goes along with whom it is about.
    for (const { subject, playerId } of changes.reassigned)
      await tx
        .update(injuries)
        .set({ playerId })
        .where(
          and(eq(injuries.source, source), eq(injuries.leagueId, leagueId), eq(injuries.subject, subject)),
        );
    await learnPlayerIds(tx, answer, reports);
    return {
      reported: reports.length,
      opened: changes.opened.length,
      closed: changes.closed.length,
      unknown: reports.filter(({ playerId }) => playerId === null).length,
    };
  });
}

async function openRows(tx: Executor, { source, leagueId }: InjuryAnswer): Promise<readonly OpenInjury[]> {
  const { id, subject, playerId, teamId, status, bodyPart, detail, valid } = injuries;
  return tx
    .select({
      id,
      subject,
      playerId,
      teamId,
      status,
      bodyPart,
      detail,
      sinceMs: sql<number>`(extract(epoch from lower(${valid})) * 1000)::float8`,
    })
    .from(injuries)
    .where(and(eq(injuries.source, source), eq(injuries.leagueId, leagueId), sql`upper_inf(${valid})`));
}

async function close(tx: Executor, ids: readonly number[], atMs: number): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(injuries)
    .set({ valid: sql`tstzrange(lower(${injuries.valid}), ${new Date(atMs).toISOString()}::timestamptz)` })
    .where(inArray(injuries.id, [...ids]));
}

function rowOf(answer: InjuryAnswer, report: IdentifiedReport): typeof injuries.$inferInsert {
  const { sportId, leagueId, source, seenAtMs, runId } = answer;
  const { playerId, teamId, subject, playerName, teamName, status, bodyPart, detail, reportedAtMs } = report;
  return {
    sportId,
    leagueId,
    playerId,
    teamId,
    playerName,
    teamName,
    subject,
    status,
    bodyPart,
    detail,
    source,
    reportedAt: reportedAtMs === null ? null : new Date(reportedAtMs),
    valid: `["${new Date(seenAtMs).toISOString()}",)`,
    runId,
  };
}
