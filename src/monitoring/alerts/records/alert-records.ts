import { type SQL, and, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database } from '../../../db/database.ts';
import type { Transaction } from '../../../db/locked-transaction.ts';
import { rowsOf } from '../../../db/rows.ts';
import { selecting } from '../../../db/selecting.ts';
import { alertDeliveries, alerts } from '../../../db/schema/alerts.ts';
import type { Alert, Finding } from '../alert.ts';
import { ALERT_COLUMNS, OVER_AFTER } from './alert-columns.ts';

/** Alerts that are over are kept for the record this long. */
const KEEP_DAYS = 90;

/** What a look changed: alerts that it raised, and alerts that are over. */
export type AlertChanges = { raised: readonly Alert[]; resolved: readonly Alert[] };

/** What a look found out about alerts that are open already, by their keys. */
export type KnownAlerts = {
  /** As true as before, and not looked at in detail. */
  stillTrue: readonly string[];
  /** Not found any more, while nothing proves that they are over. */
  unproven: readonly string[];
  /** It happened once more after somebody had acted: to be told as if it were new. */
  again: readonly string[];
};

type EnteredAlert = Alert & { is_new: boolean };

/**
 * Enters what a look found, by the database's clock: one open row for each key, raised once it has lasted long
 * enough, resolved once it has not been seen for a minute and its end is proven.
 */
export async function enterFindings(
  db: Database,
  findings: readonly Finding[],
  { stillTrue, unproven, again }: KnownAlerts,
): Promise<AlertChanges> {
  const found = foundRows(findings);
  return db.transaction(async (tx) => {
    // On a quiet day there is nothing to be entered, and the look costs little.
    const known = findings.length === 0 ? [] : await renewKnown(tx, found);
    const added = findings.length === 0 ? [] : await addNew(tx, found);
    if (stillTrue.length > 0)
      await tx
        .update(alerts)
        .set({ lastSeenAt: sql`now()` })
        .where(and(isNull(alerts.resolvedAt), isOneOf(stillTrue)));
    if (again.length > 0) await tellAnew(tx, again);
    await forget(tx);
    const resolved = await resolveUnseen(tx, unproven);
    const raised = [...known, ...added].filter((alert) => alert.is_new);
    return { raised: raised.map(({ is_new: _isNew, ...alert }) => alert), resolved };
  });
}

/** What a look found as rows that statements select from, under the name of `found`. */
function foundRows(findings: readonly Finding[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(findings.map(toRow))}::jsonb) as found(
    key text, kind text, severity text, is_urgent boolean, title text, detail text, remedy text, command text,
    path text, count int, since timestamptz, lasts_ms double precision)`;
}

const LASTS: SQL = sql`found.lasts_ms * interval '1 millisecond'`;

function renewKnown(tx: Transaction, found: SQL): Promise<EnteredAlert[]> {
  return rowsOf(
    tx,
    selecting(
      { ...ALERT_COLUMNS, is_new: sql<boolean>`coalesce(${alerts.raisedAt} = now(), false)` },
      (list) => sql`
      update ${alerts}
      set ${named(alerts.title)} = found.title, ${named(alerts.detail)} = found.detail,
          ${named(alerts.remedy)} = found.remedy, ${named(alerts.command)} = found.command,
          ${named(alerts.path)} = found.path, ${named(alerts.count)} = found.count, ${named(alerts.lastSeenAt)} = now(),
          ${named(alerts.raisedAt)} = coalesce(
            ${alerts.raisedAt}, case when ${alerts.firstSeenAt} + ${LASTS} <= now() then now() end)
      from ${found} where ${alerts.key} = found.key and ${alerts.resolvedAt} is null
      returning ${list}`,
    ),
  );
}

function addNew(tx: Transaction, found: SQL): Promise<EnteredAlert[]> {
  const columns = [
    [alerts.key, sql`found.key`],
    [alerts.kind, sql`found.kind`],
    [alerts.severity, sql`found.severity`],
    [alerts.isUrgent, sql`found.is_urgent`],
    [alerts.title, sql`found.title`],
    [alerts.detail, sql`found.detail`],
    [alerts.remedy, sql`found.remedy`],
    [alerts.command, sql`found.command`],
    [alerts.path, sql`found.path`],
    [alerts.count, sql`found.count`],
    [alerts.firstSeenAt, sql`coalesce(found.since, now())`],
    [alerts.lastSeenAt, sql`now()`],
    [alerts.raisedAt, sql`case when coalesce(found.since, now()) + ${LASTS} <= now() then now() end`],
  ] as const;
  const names = columns.map(([column]) => named(column));
  const values = columns.map(([, value]) => value);
  return rowsOf(
    tx,
    selecting(
      { ...ALERT_COLUMNS, is_new: sql<boolean>`${alerts.raisedAt} is not null` },
      (list) => sql`
      insert into ${alerts} (${sql.join(names, sql`, `)}) select ${sql.join(values, sql`, `)} from ${found}
      on conflict (${named(alerts.key)}) where ${named(alerts.resolvedAt)} is null do nothing
      returning ${list}`,
    ),
  );
}

/** What happened again is told as if no channel had heard of it. */
async function tellAnew(tx: Transaction, again: readonly string[]): Promise<void> {
  const repeated = await tx
    .update(alerts)
    .set({ raisedAt: sql`now()` })
    .where(and(isNull(alerts.resolvedAt), isNotNull(alerts.raisedAt), isOneOf(again)))
    .returning({ id: alerts.id });
  const ids = repeated.map(({ id }) => id);
  if (ids.length > 0) await tx.delete(alertDeliveries).where(inArray(alertDeliveries.alertId, ids));
}

/** What never lasted long enough to be told leaves no trace, and what is long over is forgotten. */
async function forget(tx: Transaction): Promise<void> {
  const isOld = lt(alerts.lastSeenAt, sql`now() - ${KEEP_DAYS} * interval '1 day'`);
  await tx
    .delete(alerts)
    .where(
      or(
        and(isNull(alerts.raisedAt), lt(alerts.lastSeenAt, sql`now()`)),
        and(isOld, isNotNull(alerts.resolvedAt)),
      ),
    );
}

function resolveUnseen(tx: Transaction, unproven: readonly string[]): Promise<Alert[]> {
  const isUnseen = lt(alerts.lastSeenAt, sql`now() - ${OVER_AFTER}`);
  const isProven = sql`${alerts.key} <> all(${textArray(unproven)})`;
  return tx
    .update(alerts)
    .set({ resolvedAt: sql`now()` })
    .where(and(isNull(alerts.resolvedAt), isUnseen, isProven))
    .returning(ALERT_COLUMNS);
}

/** Enters something that could not be entered while it lasted, told to `channels` meanwhile; it is over now. */
export async function enterPastFinding(
  db: Database,
  { lastsMs: _lastsMs, since, ...finding }: Finding & { since: Date },
  channels: readonly string[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const [added] = await tx
      .insert(alerts)
      .values({
        ...finding,
        firstSeenAt: since,
        lastSeenAt: sql`now()`,
        raisedAt: since,
        resolvedAt: sql`now()`,
      })
      .returning({ id: alerts.id });
    if (added && channels.length > 0)
      await tx
        .insert(alertDeliveries)
        .values(channels.map((channel) => ({ alertId: added.id, channel, notifiedAt: since })));
  });
}

/** A column by its name alone, where a statement names what it sets. */
function named(column: PgColumn): SQL {
  return sql`${sql.identifier(column.name)}`;
}

function isOneOf(keys: readonly string[]): SQL {
  return sql`${alerts.key} = any(${textArray(keys)})`;
}

function textArray(values: readonly string[]): SQL {
  return sql`${sql.param([...values])}::text[]`;
}

function toRow({ isUrgent, lastsMs, ...finding }: Finding) {
  return { ...finding, key: finding.key.slice(0, 200), is_urgent: isUrgent, lasts_ms: lastsMs };
}
