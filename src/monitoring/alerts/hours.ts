import { DateTime } from 'luxon';
import type { AlertsConfig } from '../../config/areas/alerts.ts';

type Hours = Pick<AlertsConfig, 'timeZone' | 'digestHour' | 'quietHours'>;

/** Whether warnings have to wait: from the first quiet hour up to the beginning of the last one. Pure. */
export function isQuietHour(now: Date, { timeZone, quietHours }: Hours): boolean {
  if (!quietHours) return false;
  const { hour } = DateTime.fromJSDate(now, { zone: timeZone });
  const { from, to } = quietHours;
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** The last time at which the warnings of a day were due to be told, at or before `now`. Pure. */
export function lastDigestTime(now: Date, { timeZone, digestHour }: Hours): Date {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').set({ hour: digestHour });
  const due = today.toJSDate() > now ? today.minus({ days: 1 }) : today;
  return due.toJSDate();
}
