import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { AlertChannelName } from './alert.ts';
import { ALERT_COLUMNS } from './book.ts';
import type { AlertMessage, TellableAlert } from './plan-messages.ts';

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

/** The states of the given channels; one that is new is told what is open, and its digests begin now. */
export async function readChannels(
  db: Database,
  names: readonly AlertChannelName[],
): Promise<readonly ChannelState[]> {
  const given = sql`${sql.param([...names])}::text[]`;
  await db.execute(sql`insert into alert_channels (channel) select unnest(${given}) on conflict do nothing`);
  return rowsOf<ChannelState>(
    db,
    sql`select alert_channels.*, now() as now from alert_channels where channel = any(${given}) order by channel`,
  );
}

/** Alerts of which a channel may have to be told something: the open ones, and those that ended since it was told. */
export function readTellable(db: Database, state: ChannelState): Promise<readonly TellableAlert[]> {
  return rowsOf<TellableAlert>(
    db,
    sql`
      select ${ALERT_COLUMNS}, alert.raised_at, delivery.notified_at, delivery.resolution_notified_at
      from alerts as alert
      left join alert_deliveries as delivery on delivery.alert_id = alert.id and delivery.channel = ${state.channel}
      where alert.raised_at is not null and (
        alert.resolved_at is null
        or (alert.is_urgent and delivery.resolution_notified_at is null
            and (delivery.alert_id is not null or alert.resolved_at > ${state.created_at}))
        or (not alert.is_urgent and alert.last_seen_at > ${state.digested_at}))
      order by alert.resolved_at is null and delivery.notified_at is not null, delivery.notified_at, alert.id
      limit ${ALERTS_AT_ONCE}`,
  );
}

/** Notes that a channel has taken a message. */
export async function noteSent(
  db: Database,
  channel: AlertChannelName,
  { event, alerts }: AlertMessage,
  now: Date,
): Promise<void> {
  const ids = sql`${sql.param(alerts.map(({ id }) => id))}::bigint[]`;
  await db.transaction(async (tx) => {
    if (event === 'opened' || event === 'reminder') {
      await tx.execute(sql`
        insert into alert_deliveries (alert_id, channel, notified_at) select unnest(${ids}), ${channel}, now()
        on conflict (alert_id, channel) do update set notified_at = excluded.notified_at`);
    }
    if (event === 'resolved') {
      await tx.execute(sql`
        insert into alert_deliveries (alert_id, channel, resolution_notified_at) select unnest(${ids}), ${channel}, now()
        on conflict (alert_id, channel) do update set resolution_notified_at = excluded.resolution_notified_at`);
    }
    const digestedAt = event === 'digest' ? sql`${now}` : sql`digested_at`;
    const isSent = alerts.length > 0;
    await tx.execute(sql`
      update alert_channels
      set digested_at = ${digestedAt}, last_sent_at = case when ${isSent} then now() else last_sent_at end,
          failed_count = case when ${isSent} then 0 else failed_count end, next_try_at = null,
          last_error = case when ${isSent} then null else last_error end
      where channel = ${channel}`);
  });
}

/** Notes that a channel did not take a message, and when it is tried again. */
export async function noteNotSent(db: Database, channel: AlertChannelName, problem: string): Promise<void> {
  await db.execute(sql`
    update alert_channels
    set failed_count = failed_count + 1, last_error = ${problem},
        next_try_at = now() + least(${LAST_RETRY_SECONDS}, ${FIRST_RETRY_SECONDS} * power(2, least(failed_count, 10)))
                              * interval '1 second'
    where channel = ${channel}`);
}
