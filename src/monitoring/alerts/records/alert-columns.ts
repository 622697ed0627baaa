import { type SQL, sql } from 'drizzle-orm';
import { alerts } from '../../../db/schema/alerts.ts';
import type { AlertKind } from '../alert.ts';

/** What has not been seen for this long may be over: what comes and goes within it is one alert. */
export const OVER_AFTER: SQL = sql.raw(`interval '60 seconds'`);

/** Columns of `Alert`. */
export const ALERT_COLUMNS = {
  id: alerts.id,
  key: alerts.key,
  kind: sql<AlertKind>`${alerts.kind}`,
  severity: alerts.severity,
  is_urgent: alerts.isUrgent,
  title: alerts.title,
  detail: alerts.detail,
  remedy: alerts.remedy,
  command: alerts.command,
  path: alerts.path,
  count: alerts.count,
  first_seen_at: alerts.firstSeenAt,
  last_seen_at: alerts.lastSeenAt,
  resolved_at: alerts.resolvedAt,
  is_quiet: sql<boolean>`(${alerts.resolvedAt} is null and ${alerts.lastSeenAt} < now() - ${OVER_AFTER})`,
};
