import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { readOpenAlerts } from '../alerts/queries.ts';
import { readWorkers } from '../../fleet/workers.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import { readCorrections } from './corrections.ts';
import { readNightCounts } from './night-counts.ts';
import { ALERTS_SHOWN, countQuarantine, readPauses } from './open-matters.ts';
import { readQueues } from './queue-status.ts';
import { readCounts } from '../../read/tasks/task-counts.ts';
import { type Tonight, assessTonight } from './tonight.ts';

export type TonightReader = () => Promise<Tonight>;

/** Reads only what decides whether tonight is safe, for those who do not show the whole overview. */
export function createTonightReader(options: {
  db: Database;
  store: QueueStore;
  providerStatus: ProviderStatusReader;
  clock: Clock;
}): TonightReader {
  const { db, store, providerStatus, clock } = options;
  return async function readTonight() {
    const [queues, counts, night, workers, pauses, providers, corrections, quarantineOpen, alerts] =
      await Promise.all([
        readQueues(store, clock),
        readCounts(db),
        readNightCounts(db),
        readWorkers(db),
        readPauses(db),
        providerStatus(),
        readCorrections(db),
        countQuarantine(db),
        readOpenAlerts(db, ALERTS_SHOWN),
      ]);
    return assessTonight({
      read_at: counts.read_at,
      counts,
      night,
      queues,
      workers,
      pauses,
      providers,
      corrections,
      quarantine_open: quarantineOpen,
      alerts,
    });
  };
}
