import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import { type Page, decodeCursor, pageSize, toPage } from '../../db/cursor.ts';
import type { Alert, AlertChannelName, AlertSeverity } from './alert.ts';
import { ALERT_COLUMNS } from './book.ts';
import type { ChannelState } from './outbox.ts';

/** An alert with who was told of it, and when last. */
export type AlertRow = Alert & { told: Partial<Record<AlertChannelName, Date | string>> };

export type AlertListOptions = {
  isOpen?: boolean | undefined;
  severity?: AlertSeverity | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

export type AlertQueries = {
  /** Alerts that were raised, the newest first. */
  list: (options?: AlertListOptions) => Promise<Page<AlertRow>>;
  /** The open ones, the critical first: what the dashboard shows. */
  open: (limit: number) => Promise<readonly Alert[]>;
  /**
   * Closes an open alert by hand, where nothing will ever prove its end; who did it and why is kept. A look that
   * finds the same again raises it anew. Undefined: there is no such open alert.
   */
  close: (
    id: number,
    actor: { name: string; reason?: string | undefined },
  ) => Promise<{ title: string } | undefined>;
  /** How each channel does that was ever used. */
  channels: () => Promise<readonly Omit<ChannelState, 'now'>[]>;
};

export function createAlertQueries({ db }: { db: Database }): AlertQueries {
  return {
    async list({ isOpen, severity, cursor, limit } = {}) {
      const size = pageSize(limit);
      const parts = [
        sql`alert.raised_at is not null`,
        isOpen === undefined ? sql`true` : sql`(alert.resolved_at is null) = ${isOpen}`,
        severity ? sql`alert.severity = ${severity}` : sql`true`,
        cursor === undefined ? sql`true` : sql`alert.id < ${decodeCursor('alerts', cursor).id}`,
      ];
      const rows = await rowsOf<AlertRow & { sort_key: string }>(
        db,
        sql`
          select ${ALERT_COLUMNS}, '' as sort_key,
                 coalesce((select jsonb_object_agg(channel, greatest(notified_at, resolution_notified_at))
                           from alert_deliveries where alert_id = alert.id), '{}') as told
          from alerts as alert where ${sql.join(parts, sql` and `)} order by alert.id desc limit ${size + 1}`,
      );
      return toPage(rows, size, 'alerts');
    },
    open: (limit) => readOpenAlerts(db, limit),
    close: (id, { name, reason }) =>
      db.transaction(async (tx) => {
        const closed = await firstRow<{ key: string; title: string }>(
          tx,
          sql`update alerts set resolved_at = now() where id = ${id} and resolved_at is null and raised_at is not null
              returning key, title`,
        );
        if (!closed) return undefined;
        await recordSystemEvent(tx, {
          kind: 'alert_closed',
          subject: closed.key,
          message: `The alert “${closed.title}” was closed by ${name}${reason ? ` (${reason})` : ''}.`,
        });
        return { title: closed.title };
      }),
    channels: () =>
      rowsOf(
        db,
        sql`select channel, digested_at, last_sent_at, failed_count, last_error, next_try_at, created_at
            from alert_channels order by channel`,
      ),
  };
}

/** The open alerts, the critical first, the newest first among each. */
export function readOpenAlerts(db: Database, limit: number): Promise<readonly Alert[]> {
  return rowsOf<Alert>(
    db,
    sql`
      select ${ALERT_COLUMNS} from alerts as alert where alert.raised_at is not null and alert.resolved_at is null
      order by alert.severity, alert.id desc limit ${limit}`,
  );
}
