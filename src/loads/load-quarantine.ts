import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { type Page, decodeCursor, pageSize, toPage } from '../db/cursor.ts';
import type { Database, Executor } from '../db/database.ts';
import { dataLoads, loadQuarantine } from '../db/schema/data-loads.ts';
import { needKnown } from '../domain/unknown-name.ts';
import { LOAD_REASONS } from './load-reasons.ts';

/** Data that files are loaded of, by the names that `load` has for them. */
export const LOAD_DATASETS = ['odds', 'box-scores', 'injuries', 'ratings'] as const;
export type LoadDataset = (typeof LOAD_DATASETS)[number];

/** A row or cell of a file that waits because it could not be used; field names as they are published. */
export type WaitingLoadRow = {
  id: number;
  /** Null where the load that found it is not kept any more. */
  load_id: number | null;
  dataset: string;
  source: string;
  line: number;
  field: string;
  value: string;
  reason: string;
  detail: string;
  remedy: string;
  raw: unknown;
  run_id: string | null;
  created_at: Date;
};

export type LoadQuarantineFilter = {
  dataset?: LoadDataset | undefined;
  reason?: string | undefined;
  /** The file as the load named it. */
  source?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

type Reader = Executor & Pick<Database, 'selectDistinct'>;

const ORDER = 'load-quarantine';
const table = loadQuarantine;

/**
 * Rows of loaded files that wait, newest first. Throws UnknownNameError for a reason that no row can wait for and for a
 * file that was never loaded.
 */
export async function listLoadQuarantine(
  db: Reader,
  { dataset, reason, source, cursor, limit }: LoadQuarantineFilter = {},
): Promise<Page<WaitingLoadRow>> {
  const size = pageSize(limit);
  const waitsFor = reason === undefined ? undefined : await needReason(db, reason);
  const rows = await db
    .select({
      id: table.id,
      load_id: table.loadId,
      dataset: table.dataset,
      source: table.source,
      line: table.line,
      field: table.field,
      value: table.value,
      reason: table.reason,
      detail: table.detail,
      remedy: table.remedy,
      raw: table.raw,
      run_id: table.runId,
      created_at: table.createdAt,
      sort_key: sql<string>`''`,
    })
    .from(table)
    .where(
      and(
        dataset && eq(table.dataset, dataset),
        waitsFor === undefined ? undefined : eq(table.reason, waitsFor),
        source === undefined ? undefined : eq(table.source, source),
        cursor === undefined ? undefined : lt(table.id, decodeCursor(ORDER, cursor).id),
      ),
    )
    .orderBy(desc(table.id))
    .limit(size + 1);
  if (rows.length === 0 && source !== undefined) await needSource(db, source);
  return toPage(rows, size, ORDER);
}

async function needReason(db: Reader, text: string): Promise<string> {
  // Rows that another version set aside may wait for reasons that this one has no word for.
  const waiting = await db.selectDistinct({ reason: table.reason }).from(table);
  const known = [...LOAD_REASONS, ...waiting.map(({ reason }) => reason)];
  return needKnown('reason', 'reason for which a row of a file waits', text, known);
}

async function needSource(db: Reader, source: string): Promise<void> {
  const known = await db.selectDistinct({ source: dataLoads.source }).from(dataLoads);
  const waiting = await db.selectDistinct({ source: table.source }).from(table);
  const names = [...known, ...waiting].map((row) => row.source);
  needKnown('source', 'file that was loaded', source, names);
}
