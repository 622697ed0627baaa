import { createHash } from 'node:crypto';
import { type SQL, and, eq, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { scheduleQuarantine } from '../db/schema/imports.ts';
import { seasons, sports } from '../db/schema/reference.ts';
import type { Sport } from '../domain/sport.ts';
import type { PastPolicy } from './ingest-request.ts';
import { storable } from './storable-text.ts';
import type { ReadingOptions, FindOpenRow } from './read-file.ts';
import type { RejectedRow } from './refused-rows.ts';

export type QuarantineScope = {
  sportId: number;
  seasonId: number;
  leagueIdOf: (leagueName: string) => number;
  importId: number;
  runId: string;
  source: string;
  /** How the rows were read, so that a retry reads them the same way. */
  options: ReadingOptions & { past: PastPolicy };
};

/** Rows written by one statement. */
const BATCH = 2_000;

/**
 * Keeps rows that cannot be used. A row that waits already is not kept twice, but has its newest reason and the import that read it last.
 * Returns how many are new.
 */
export async function quarantineRows(
  tx: Executor,
  rejected: Iterable<RejectedRow>,
  scope: QuarantineScope,
): Promise<number> {
  let added = 0;
  const byHash = new Map<string, RejectedRow>();
  for (const row of rejected) {
    byHash.set(hashRow(row.raw), row);
    if (byHash.size < BATCH) continue;
    added += await keepRows(tx, byHash, scope);
    byHash.clear();
  }
  return byHash.size === 0 ? added : added + (await keepRows(tx, byHash, scope));
}

async function keepRows(
  tx: Executor,
  byHash: ReadonlyMap<string, RejectedRow>,
  scope: QuarantineScope,
): Promise<number> {
  const records = [...byHash].map(([hash, row]) => recordOf(row, hash, scope));
  const rows = await rowsOf(
    tx,
    selecting(
      { is_new: sql<boolean>`xmax = 0` },
      (list) => sql`
        insert into ${table} (${bareColumns(
          table.importId,
          table.runId,
          table.sportId,
          table.seasonId,
          table.source,
          ...OF_ROW,
        )})
        select ${scope.importId}, ${scope.runId}, ${scope.sportId}, ${scope.seasonId}, ${scope.source},
               ${bareColumns(...OF_ROW)}
        from json_populate_recordset(null::${table}, ${JSON.stringify(records)}::json)
        on conflict (${bareColumns(table.seasonId, table.rawHash)}) where status = 'open' do update
        set ${sql.join([...RENEWED, table.runId].map(fromExcluded), sql`, `)}
        returning ${list}`,
    ),
  );
  return rows.filter((row) => row.is_new).length;
}

function recordOf(row: RejectedRow, hash: string, scope: QuarantineScope) {
  return {
    league_id: row.leagueName === null ? null : scope.leagueIdOf(row.leagueName),
    line: row.line,
    raw: storable(row.raw),
    raw_hash: hash,
    options: storable({
      ...scope.options,
      ...(row.headerLine === undefined ? {} : { headerLine: row.headerLine }),
      ...(row.game ? { game: row.game } : {}),
      ...(row.answers ? { answers: row.answers } : {}),
      seenIn: scope.importId,
    }),
    reason: row.reason,
    detail: storable(row.detail),
    remedy: storable(row.remedy),
  };
}

const table = scheduleQuarantine;

/** What of a row stands in its record. */
const OF_ROW = [
  table.options,
  table.leagueId,
  table.line,
  table.raw,
  table.rawHash,
  table.reason,
  table.detail,
  table.remedy,
] as const;

/** What a row that waits already takes over from the file that brings it in again. */
const RENEWED = [table.reason, table.detail, table.remedy, table.options, table.leagueId] as const;

function fromExcluded(column: AnyPgColumn): SQL {
  const name = sql.identifier(column.name);
  return sql`${name} = excluded.${name}`;
}

/**
 * Loads the rows of a season that wait, so that those which a file brings in again are noticed; undefined when
 * there are none.
 */
export async function loadOpenRows(
  executor: Executor,
  sport: Sport,
  seasonYear: number,
): Promise<FindOpenRow | undefined> {
  const rows = await executor
    .select({ id: scheduleQuarantine.id, hash: scheduleQuarantine.rawHash })
    .from(scheduleQuarantine)
    .innerJoin(sports, eq(sports.id, scheduleQuarantine.sportId))
    .innerJoin(seasons, eq(seasons.id, scheduleQuarantine.seasonId))
    .where(
      and(eq(scheduleQuarantine.status, 'open'), eq(sports.displayName, sport), eq(seasons.year, seasonYear)),
    );
  if (rows.length === 0) return undefined;
  const ids = new Map(rows.map(({ id, hash }) => [hash, id]));
  return (raw) => ids.get(hashRow(raw));
}

/** Closes rows whose games an import has brought in. Returns how many were still open. */
export async function closeRetriedRows(
  tx: Executor,
  ids: readonly number[],
  scope: { importId: number; actor: string },
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await tx
    .update(scheduleQuarantine)
    .set({
      status: 'retried',
      resolvedAt: sql`now()`,
      resolvedBy: scope.actor,
      resolvedImportId: scope.importId,
    })
    .where(
      and(
        sql`${scheduleQuarantine.id} = any(${sql.param([...ids])}::int[])`,
        eq(scheduleQuarantine.status, 'open'),
      ),
    )
    .returning({ id: scheduleQuarantine.id });
  return rows.length;
}

/** SHA-256 of a row, whatever the order of its fields. */
export function hashRow(raw: string | object): string {
  const text = typeof raw === 'string' ? raw : JSON.stringify(storable(raw), sortedFields);
  return createHash('sha256').update(text).digest('hex');
}

function sortedFields(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
