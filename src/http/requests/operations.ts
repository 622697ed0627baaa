import { z } from 'zod';
import { Paging, Reason, Sport, numberText } from './values.ts';

export const BreakerResetBody = z.strictObject({
  host: z.string().min(1).max(300),
  reason: Reason.optional(),
});

export const ReconcileBody = z.strictObject({
  dry_run: z.boolean().default(false),
  reason: Reason.optional(),
});

export const ForecastQuery = z.strictObject({ days: numberText(1, 366).optional() });

export const UsageQuery = ForecastQuery.extend({
  sport: Sport.optional().meta({ description: 'Only the providers of this sport.' }),
});

export const AlertsQuery = z.strictObject({
  open: z.enum(['true', 'false']).optional(),
  severity: z.enum(['critical', 'warning']).optional(),
  ...Paging,
});
