import { createHash } from 'node:crypto';
import type { AlertsConfig } from '../../config/areas/alerts.ts';
import type { Alert, AlertKind } from './alert.ts';
import { isQuietHour, lastDigestTime } from './hours.ts';

/** An alert with what a channel was told of it. */
export type TellableAlert = Alert & {
  raised_at: Date;
  notified_at: Date | null;
  resolution_notified_at: Date | null;
};

/** Why a message is sent. */
export type MessageEvent = 'opened' | 'resolved' | 'reminder' | 'digest' | 'test';

/** One message for one channel. A digest without alerts is not sent, only noted. */
export type AlertMessage = {
  /** The same for a message that is sent again because it is not known whether it arrived. */
  id: string;
  event: MessageEvent;
  alerts: readonly Alert[];
};

/** Kinds that come in numbers: more of them may follow within the minute. */
const COMES_IN_NUMBERS: ReadonlySet<AlertKind> = new Set([
  'game_failed',
  'game_poison',
  'game_stuck',
  'game_incomplete',
]);

/** Those are told when none has followed for this long, and after a minute in any case. */
const SETTLED_MS = 15_000;
const GATHERED_MS = 60_000;

/** Who has not acted after this long is not reminded any more; the digest still tells. */
const REMIND_FOR_MS = 3 * 86_400_000;

/**
 * What a channel has to be told now, in this order: what is new, what is over, what stays open, and once a day the
 * warnings. Critical alerts are told at any hour, warnings outside quiet hours. Pure.
 */
export function planMessages(input: {
  alerts: readonly TellableAlert[];
  /** Up to when the channel's digests have told. */
  digestedAt: Date;
  now: Date;
  config: AlertsConfig;
}): readonly AlertMessage[] {
  const { alerts, digestedAt, now, config } = input;
  const isQuiet = isQuietHour(now, config);
  const urgent = alerts.filter((alert) => alert.is_urgent && (alert.severity === 'critical' || !isQuiet));
  const opened = urgent.filter((alert) => alert.resolved_at === null && alert.notified_at === null);
  const resolved = urgent.filter(
    (alert) => alert.resolved_at !== null && alert.resolution_notified_at === null,
  );
  return [
    ...byKind(opened, now, ({ raised_at: raisedAt }) => raisedAt).map((group) => message('opened', group)),
    ...byKind(resolved, now, ({ resolved_at: resolvedAt }) => resolvedAt ?? now).map((group) =>
      message('resolved', group),
    ),
    ...planReminder(urgent, now, config.reminderMs),
    ...(isQuiet ? [] : planDigest(alerts, digestedAt, now, config)),
  ];
}

function byKind(
  alerts: readonly TellableAlert[],
  now: Date,
  happenedAt: (alert: TellableAlert) => Date,
): TellableAlert[][] {
  return [...Map.groupBy(alerts, ({ kind }) => kind).entries()].flatMap(([kind, group]) => {
    const times = group.map((alert) => happenedAt(alert).getTime());
    const isSettled = now.getTime() - Math.max(...times) >= SETTLED_MS;
    const isGathered = now.getTime() - Math.min(...times) >= GATHERED_MS;
    return COMES_IN_NUMBERS.has(kind) && !isSettled && !isGathered ? [] : [group];
  });
}

function planReminder(alerts: readonly TellableAlert[], now: Date, reminderMs: number): AlertMessage[] {
  const waiting = alerts.filter(
    (alert) =>
      alert.severity === 'critical' &&
      alert.resolved_at === null &&
      now.getTime() - alert.raised_at.getTime() < REMIND_FOR_MS,
  );
  const agesMs = (alert: TellableAlert): number =>
    alert.notified_at === null ? 0 : now.getTime() - alert.notified_at.getTime();
  const isDue = reminderMs > 0 && waiting.some((alert) => agesMs(alert) >= reminderMs);
  // Those that would be due soon come along, so that reminders do not trickle in.
  return isDue
    ? [
        message(
          'reminder',
          waiting.filter((alert) => agesMs(alert) >= reminderMs / 2),
        ),
      ]
    : [];
}

function planDigest(
  alerts: readonly TellableAlert[],
  digestedAt: Date,
  now: Date,
  config: AlertsConfig,
): AlertMessage[] {
  const dueAt = lastDigestTime(now, config);
  if (dueAt <= digestedAt) return [];
  const told = alerts.filter((alert) =>
    alert.resolved_at === null ? true : !alert.is_urgent && alert.last_seen_at > digestedAt,
  );
  const first = ({ severity }: Alert): number => (severity === 'critical' ? 0 : 1);
  return [
    message(
      'digest',
      told.toSorted((one, other) => first(one) - first(other)),
      dueAt.toISOString(),
    ),
  ];
}

/** The id says which alerts a message tells, and which telling of them it is. */
function message(event: MessageEvent, alerts: readonly TellableAlert[], of = ''): AlertMessage {
  const parts = alerts.map(
    ({ id, raised_at: raisedAt, notified_at: at }) =>
      `${id}:${raisedAt.toISOString()}:${at?.toISOString() ?? ''}`,
  );
  const digest = createHash('sha256')
    .update([event, of, ...parts].join('|'))
    .digest('hex');
  return { id: digest.slice(0, 32), event, alerts: alerts.map(toAlert) };
}

function toAlert({
  raised_at: _raisedAt,
  notified_at: _notifiedAt,
  resolution_notified_at: _resolutionNotifiedAt,
  ...alert
}: TellableAlert): Alert {
  return alert;
}
