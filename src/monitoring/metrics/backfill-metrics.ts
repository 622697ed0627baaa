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
    help: 'Time since a unit of a back-fill that is under way was last written; 0 when none is.',
    registers: [registry],
  });
  return async (db) => {
    const read = await backfillUnits.read(db, null);
    for (const [status, count] of Object.entries(read.units)) units.set({ status }, count);
    rest.set(read.restSeconds ?? 0);
  };
};
