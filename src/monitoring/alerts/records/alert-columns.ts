import { type SQL, sql } from 'drizzle-orm';
import { alerts } from '../../../db/schema/alerts.ts';

/** What has not been seen for this long may be over: what comes and goes within it is one alert. */
export const OVER_AFTER: SQL = sql.raw(`interval '60 seconds'`);

/** Columns of `Alert`. */
export const ALERT_COLUMNS: SQL = sql`
  ${alerts.id}, ${alerts.key}, ${alerts.kind}, ${alerts.severity}, ${alerts.isUrgent}, ${alerts.title}, ${alerts.detail},
  ${alerts.remedy}, ${alerts.command}, ${alerts.path}, ${alerts.count}, ${alerts.firstSeenAt}, ${alerts.lastSeenAt},
  ${alerts.resolvedAt},
  (${alerts.resolvedAt} is null and ${alerts.lastSeenAt} < now() - ${OVER_AFTER}) as is_quiet`;
