import { Gauge } from 'prom-client';
import { backfillUnits } from '../facts/backfill-units.ts';
import type { MetricGroup } from './metric-group.ts';

/** The metrics of back-fills of the past. */
export const backfillMetrics: MetricGroup = (registry) => {
  const units = new Gauge({
    name: 'scoracle_backfill_units',
    help: 'Units of back-fills of the past, a part of a league in a month each, by state.',
    labelNames: ['status'],
    registers: [registry],
  });
  const rest = new Gauge({
    name: 'scoracle_backfill_rest_seconds',
    help: 'Time for which the back-fill that rests longest has read nothing; 0 where each reads, waits for quota, credits or a paused sport, or none is under way.',
    registers: [registry],
  });
  return async (db) => {
    const read = await backfillUnits.read(db, null);
    for (const [status, count] of Object.entries(read.units)) units.set({ status }, count);
    rest.set(read.still[0]?.restSeconds ?? 0);
  };
};
