import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Alert, Finding } from './alert.ts';

/** What has not been seen for this long may be over: what comes and goes within it is one alert. */
const OVER_AFTER_SECONDS = 60;

/** Columns of `Alert`, over the alias alert. */
export const ALERT_COLUMNS: SQL = sql.raw(
  ['id', 'key', 'kind', 'severity', 'is_urgent', 'title', 'detail', 'remedy', 'command', 'path', 'count']
    .concat(['first_seen_at', 'last_seen_at', 'resolved_at'])
    .map((column) => `alert.${column}`)
    .concat(
      `(alert.resolved_at is null and alert.last_seen_at < now() - interval '${OVER_AFTER_SECONDS} seconds') as is_quiet`,
    )
    .join(', '),
);

/** Alerts that are over are kept for the record this long. */
const KEEP_DAYS = 90;

/** What a look changed: alerts that it raised, and alerts that are over. */
export type BookChanges = { raised: readonly Alert[]; resolved: readonly Alert[] };

/** What a look found out about alerts that are open already, by their keys. */
export type KnownAlerts = {
  /** As true as before, and not looked at in detail. */
  stillTrue: readonly string[];
  /** Not found any more, while nothing proves that they are over. */
  unproven: readonly string[];
  /** It happened once more after somebody had acted: to be told as if it were new. */
  again: readonly string[];
};

/**
 * Enters what a look found, by the database's clock: one open row for each key, raised once it has lasted long
 * enough, resolved once it has not been seen for a minute and its end is proven.
 */
export async function enterFindings(
  db: Database,
  findings: readonly Finding[],
  { stillTrue, unproven, again }: KnownAlerts,
): Promise<BookChanges> {
  const found = sql`jsonb_to_recordset(${JSON.stringify(findings.map(toRow))}::jsonb) as found(
    key text, kind text, severity text, is_urgent boolean, title text, detail text, remedy text, command text,
    path text, count int, since timestamptz, lasts_ms double precision)`;
  const lasts = sql`found.lasts_ms * interval '1 millisecond'`;
  return db.transaction(async (tx) => {
    const known = await rowsOf<Alert & { is_new: boolean }>(
      tx,
      sql`
        update alerts as alert
        set title = found.title, detail = found.detail, remedy = found.remedy, command = found.command,
            path = found.path, count = found.count, last_seen_at = now(),
            raised_at = coalesce(alert.raised_at, case when alert.first_seen_at + ${lasts} <= now() then now() end)
        from ${found} where alert.key = found.key and alert.resolved_at is null
        returning ${ALERT_COLUMNS}, coalesce(alert.raised_at = now(), false) as is_new`,
    );
    const added = await rowsOf<Alert & { is_new: boolean }>(
      tx,
      sql`
        insert into alerts as alert (key, kind, severity, is_urgent, title, detail, remedy, command, path, count,
                                     first_seen_at, last_seen_at, raised_at)
        select key, kind, severity, is_urgent, title, detail, remedy, command, path, count,
               coalesce(since, now()), now(), case when coalesce(since, now()) + ${lasts} <= now() then now() end
        from ${found}
        on conflict (key) where resolved_at is null do nothing
        returning ${ALERT_COLUMNS}, raised_at is not null as is_new`,
    );
    await tx.execute(sql`
      update alerts set last_seen_at = now() where resolved_at is null and key = any(${textArray(stillTrue)})`);
    await tx.execute(sql`
      with repeated as (
        update alerts set raised_at = now()
        where resolved_at is null and raised_at is not null and key = any(${textArray(again)}) returning id)
      delete from alert_deliveries where alert_id in (select id from repeated)`);
    // What never lasted long enough to be told leaves no trace.
    await tx.execute(sql`delete from alerts where raised_at is null and last_seen_at < now()`);
    const resolved = await rowsOf<Alert>(
      tx,
      sql`
        update alerts as alert set resolved_at = now()
        where resolved_at is null and last_seen_at < now() - ${OVER_AFTER_SECONDS} * interval '1 second'
          and key <> all(${textArray(unproven)})
        returning ${ALERT_COLUMNS}`,
    );
    await tx.execute(sql`
      delete from alerts where last_seen_at < now() - ${KEEP_DAYS} * interval '1 day' and resolved_at is not null`);
    const raised = [...known, ...added].filter((alert) => alert.is_new);
    return { raised: raised.map(({ is_new: _isNew, ...alert }) => alert), resolved };
  });
}

/** Enters something that could not be entered while it lasted, told to `channels` meanwhile; it is over now. */
export async function enterPastFinding(
  db: Database,
  finding: Finding & { since: Date },
  channels: readonly string[],
): Promise<void> {
  const { key, kind, severity, isUrgent, title, detail, remedy, command, path, count, since } = finding;
  await db.execute(sql`
    with added as (
      insert into alerts (key, kind, severity, is_urgent, title, detail, remedy, command, path, count,
                          first_seen_at, last_seen_at, raised_at, resolved_at)
      values (${key}, ${kind}, ${severity}, ${isUrgent}, ${title}, ${detail}, ${remedy}, ${command}, ${path}, ${count},
              ${since}, now(), ${since}, now())
      returning id)
    insert into alert_deliveries (alert_id, channel, notified_at)
    select added.id, channel, ${since} from added, unnest(${sql.param([...channels])}::text[]) as channel`);
}

function textArray(values: readonly string[]): SQL {
  return sql`${sql.param([...values])}::text[]`;
}

function toRow({ isUrgent, lastsMs, ...finding }: Finding) {
  return { ...finding, key: finding.key.slice(0, 200), is_urgent: isUrgent, lasts_ms: lastsMs };
}
