import { type SQL, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import type { Transaction } from '../../../db/locked-transaction.ts';
import { rowsOf } from '../../../db/rows.ts';
import { notNull, selecting } from '../../../db/selecting.ts';
import { alertChannels, alertDeliveries, alerts } from '../../../db/schema/alerts.ts';
import type { AlertChannelName } from '../alert.ts';
import type { AlertMessage, TellableAlert } from '../plan-messages.ts';
import { ALERT_COLUMNS } from './alert-columns.ts';

/** How a channel does. */
export type ChannelState = {
  channel: AlertChannelName;
  /** Up to when its digests have told. */
  digested_at: Date;
  last_sent_at: Date | null;
  /** Messages in a row that it did not take, and why it did not take the last one. */
  failed_count: number;
  last_error: string | null;
  next_try_at: Date | null;
  created_at: Date;
  /** The database's clock when this was read. */
  now: Date;
};

/** More than a night can bring; what is still to be told comes first, and the rest with the next message. */
const ALERTS_AT_ONCE = 1_000;

/** A channel that takes nothing is tried again after 5 s, then after twice as long each time, at the most 5 min. */
const FIRST_RETRY_SECONDS = 5;
const LAST_RETRY_SECONDS = 300;

const NOW: SQL = sql`now()`;

/** Columns of `ChannelState`. */
const CHANNEL_COLUMNS = {
  channel: sql<AlertChannelName>`${alertChannels.channel}`,
  digested_at: alertChannels.digestedAt,
  last_sent_at: alertChannels.lastSentAt,
  failed_count: alertChannels.failedCount,
  last_error: alertChannels.lastError,
  next_try_at: alertChannels.nextTryAt,
  created_at: alertChannels.createdAt,
};

/** The states of the given channels; one that is new is told what is open, and its digests begin now. */
export async function readChannels(
  db: Database,
  names: readonly AlertChannelName[],
): Promise<readonly ChannelState[]> {
  if (names.length === 0) return [];
  await db
    .insert(alertChannels)
    .values(names.map((channel) => ({ channel })))
    .onConflictDoNothing();
  return db
    .select({ ...CHANNEL_COLUMNS, now: sql<Date>`now()`.mapWith(alertChannels.createdAt) })
    .from(alertChannels)
    .where(inArray(alertChannels.channel, [...names]))
    .orderBy(alertChannels.channel);
}

/** How every channel does that was ever used. */
export function listChannels(db: Database): Promise<readonly Omit<ChannelState, 'now'>[]> {
  return db.select(CHANNEL_COLUMNS).from(alertChannels).orderBy(asc(alertChannels.channel));
}

/** Alerts of which a channel may have to be told something: the open ones, and those that ended since it was told. */
export function readTellable(db: Database, state: ChannelState): Promise<readonly TellableAlert[]> {
  const { notifiedAt, resolutionNotifiedAt, alertId } = alertDeliveries;
  return rowsOf(
    db,
    selecting(
      {
        ...ALERT_COLUMNS,
        raised_at: notNull(alerts.raisedAt),
        notified_at: notifiedAt,
        resolution_notified_at: resolutionNotifiedAt,
      },
      (list) => sql`
        select ${list} from ${alerts}
        left join ${alertDeliveries} on ${alertId} = ${alerts.id} and ${alertDeliveries.channel} = ${state.channel}
        where ${alerts.raisedAt} is not null and (
          ${alerts.resolvedAt} is null
          or (${alerts.isUrgent} and ${resolutionNotifiedAt} is null
              and (${alertId} is not null or ${alerts.resolvedAt} > ${state.created_at}))
          or (not ${alerts.isUrgent} and ${alerts.lastSeenAt} > ${state.digested_at}))
        order by ${alerts.resolvedAt} is null and ${notifiedAt} is not null, ${notifiedAt}, ${alerts.id}
        limit ${ALERTS_AT_ONCE}`,
    ),
  );
}

/** Notes that a channel has taken a message. */
export async function noteSent(
  db: Database,
  channel: AlertChannelName,
  { event, alerts: told }: AlertMessage,
  now: Date,
): Promise<void> {
  const ids = told.map(({ id }) => id);
  await db.transaction(async (tx) => {
    if (event === 'opened' || event === 'reminder')
      await noteDeliveries(tx, channel, ids, { notifiedAt: NOW });
    if (event === 'resolved') await noteDeliveries(tx, channel, ids, { resolutionNotifiedAt: NOW });
    await tx
      .update(alertChannels)
      .set({
        nextTryAt: null,
        ...(event === 'digest' ? { digestedAt: now } : {}),
        ...(told.length > 0 ? { lastSentAt: NOW, failedCount: 0, lastError: null } : {}),
      })
      .where(eq(alertChannels.channel, channel));
  });
}

async function noteDeliveries(
  tx: Transaction,
  channel: AlertChannelName,
  ids: readonly number[],
  told: { notifiedAt: SQL } | { resolutionNotifiedAt: SQL },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .insert(alertDeliveries)
    .values(ids.map((alertId) => ({ alertId, channel, ...told })))
    .onConflictDoUpdate({ target: [alertDeliveries.alertId, alertDeliveries.channel], set: told });
}

/** Notes that a channel did not take a message, and when it is tried again. */
export async function noteNotSent(db: Database, channel: AlertChannelName, problem: string): Promise<void> {
  const pauseSeconds = sql`least(${LAST_RETRY_SECONDS},
    ${FIRST_RETRY_SECONDS} * power(2, least(${alertChannels.failedCount}, 10)))`;
  await db
    .update(alertChannels)
    .set({
      failedCount: sql`${alertChannels.failedCount} + 1`,
      lastError: problem,
      nextTryAt: sql`now() + ${pauseSeconds} * interval '1 second'`,
    })
    .where(eq(alertChannels.channel, channel));
}
