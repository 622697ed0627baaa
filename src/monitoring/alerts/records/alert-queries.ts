import { type SQL, and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { type Page, decodeCursor, pageSize, toPage } from '../../../db/cursor.ts';
import type { Database } from '../../../db/database.ts';
import { rowsOf } from '../../../db/rows.ts';
import { selecting } from '../../../db/selecting.ts';
import { alertDeliveries, alerts } from '../../../db/schema/alerts.ts';
import { recordSystemEvent } from '../../../db/system-events.ts';
import { openAlerts } from '../../facts/open-alerts.ts';
import type { Alert, AlertChannelName, AlertSeverity } from '../alert.ts';
import { type ChannelState, listChannels } from './alert-channels.ts';
import { ALERT_COLUMNS } from './alert-columns.ts';

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
  close: (id: number, actor: AlertActor) => Promise<{ title: string } | undefined>;
  /** How each channel does that was ever used. */
  channels: () => Promise<readonly Omit<ChannelState, 'now'>[]>;
};

type AlertActor = { name: string; reason?: string | undefined };

export function createAlertQueries({ db }: { db: Database }): AlertQueries {
  return {
    list: (options = {}) => listAlerts(db, options),
    open: (limit) => openAlerts.read(db, { limit }),
    close: (id, actor) => closeAlert(db, id, actor),
    channels: () => listChannels(db),
  };
}

async function listAlerts(
  db: Database,
  { isOpen, severity, cursor, limit }: AlertListOptions,
): Promise<Page<AlertRow>> {
  const size = pageSize(limit);
  const parts: SQL[] = [sql`${alerts.raisedAt} is not null`];
  if (isOpen !== undefined) parts.push(sql`(${alerts.resolvedAt} is null) = ${isOpen}`);
  if (severity) parts.push(sql`${alerts.severity} = ${severity}`);
  if (cursor !== undefined) parts.push(sql`${alerts.id} < ${decodeCursor('alerts', cursor).id}`);
  const rows = await rowsOf(
    db,
    selecting(
      {
        ...ALERT_COLUMNS,
        sort_key: sql<string>`''`,
        told: sql<AlertRow['told']>`coalesce((
          select jsonb_object_agg(${alertDeliveries.channel},
                                  greatest(${alertDeliveries.notifiedAt}, ${alertDeliveries.resolutionNotifiedAt}))
          from ${alertDeliveries} where ${alertDeliveries.alertId} = ${alerts.id}), '{}')`,
      },
      (list) => sql`
        select ${list} from ${alerts} where ${sql.join(parts, sql` and `)} order by ${alerts.id} desc limit ${size + 1}`,
    ),
  );
  return toPage(rows, size, 'alerts');
}

function closeAlert(
  db: Database,
  id: number,
  { name, reason }: AlertActor,
): Promise<{ title: string } | undefined> {
  return db.transaction(async (tx) => {
    const [closed] = await tx
      .update(alerts)
      .set({ resolvedAt: sql`now()` })
      .where(and(eq(alerts.id, id), isNull(alerts.resolvedAt), isNotNull(alerts.raisedAt)))
      .returning({ key: alerts.key, title: alerts.title });
    if (!closed) return undefined;
    await recordSystemEvent(tx, {
      kind: 'alert_closed',
      subject: closed.key,
      message: `The alert “${closed.title}” was closed by ${name}${reason ? ` (${reason})` : ''}.`,
    });
    return { title: closed.title };
  });
}
