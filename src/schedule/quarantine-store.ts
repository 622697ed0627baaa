import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import type { PastPolicy } from './ingest-request.ts';
import { storable } from './storable-text.ts';
import type { ReadingOptions, RejectedRow, FindOpenRow } from './read-file.ts';

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
  rejected: readonly RejectedRow[],
  scope: QuarantineScope,
): Promise<number> {
  const byHash = new Map(rejected.map((row) => [hashRow(row.raw), row]));
  const records = [...byHash].map(([hash, row]) => ({
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
  }));
  let added = 0;
  for (let start = 0; start < records.length; start += BATCH) {
    const rows = await rowsOf<{ is_new: boolean }>(
      tx,
      sql`
        insert into schedule_quarantine (import_id, run_id, sport_id, season_id, source, options, league_id, line, raw,
                                         raw_hash, reason, detail, remedy)
        select ${scope.importId}, ${scope.runId}, ${scope.sportId}, ${scope.seasonId}, ${scope.source}, options, league_id, line,
               raw, raw_hash, reason, detail, remedy
        from json_populate_recordset(null::schedule_quarantine, ${JSON.stringify(records.slice(start, start + BATCH))}::json)
        on conflict (season_id, raw_hash) where status = 'open' do update
        set reason = excluded.reason, detail = excluded.detail, remedy = excluded.remedy, options = excluded.options,
            league_id = excluded.league_id, run_id = excluded.run_id
        returning xmax = 0 as is_new`,
    );
    added += rows.filter((row) => row.is_new).length;
  }
  return added;
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
  const rows = await rowsOf<{ id: number; hash: string }>(
    executor,
    sql`select quarantine.id, quarantine.raw_hash as hash from schedule_quarantine as quarantine
        join sports as sport on sport.id = quarantine.sport_id
        join seasons as season on season.id = quarantine.season_id
        where quarantine.status = 'open' and sport.display_name = ${sport} and season.year = ${seasonYear}`,
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
  const rows = await rowsOf<{ id: number }>(
    tx,
    sql`update schedule_quarantine
        set status = 'retried', resolved_at = now(), resolved_by = ${scope.actor}, resolved_import_id = ${scope.importId}
        where id = any(${sql.param([...ids])}::int[]) and status = 'open'
        returning id`,
  );
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
