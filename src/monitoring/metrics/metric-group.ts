import type { Registry } from 'prom-client';
import type { Database } from '../../db/database.ts';

/**
 * Metrics of a feature: declares them in the registry, and gives what fills them on each scrape. What rejects keeps
 * its values.
 */
export type MetricGroup = (registry: Registry) => (db: Database) => Promise<void>;
