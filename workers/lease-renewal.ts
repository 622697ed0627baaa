import type { Database } from '../src/db/database.ts';
import { LEDGER_TABLES, renewLeases } from '../src/jobs/ledger/leases.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Logger } from '../src/platform/logger.ts';
import { type PeriodicTask, createPeriodicTask } from '../src/platform/periodic-task.ts';
import type { ActiveRuns } from './run-registry.ts';

export type LeaseRenewalOptions = {
  db: Database;
  runs: ActiveRuns;
  leaseMs: number;
  clock: Clock;
  logger: Logger;
};

const TABLES = Object.keys(LEDGER_TABLES) as (keyof typeof LEDGER_TABLES)[];

/** Renews the claims of this process's runs three times a lease, and aborts the runs whose claim another run has. */
export function createLeaseRenewal({ db, runs, leaseMs, clock, logger }: LeaseRenewalOptions): PeriodicTask {
  let renewedAtMs = clock.nowMs();
  return createPeriodicTask({
    name: 'lease-renewal',
    intervalMs: Math.floor(leaseMs / 3),
    clock,
    logger,
    async run() {
      const beganAtMs = clock.nowMs();
      for (const table of TABLES) {
        const current = runs.leases().filter((run) => (run.table ?? 'task') === table);
        const held = await renewLeases(db, current, leaseMs, table).catch((error: unknown) => {
          // Out of reach for longer than a lease holds: others may have these, so their calls are given up.
          if (clock.nowMs() - renewedAtMs > leaseMs) runs.abortLost(runs.leases(), new Set());
          throw error;
        });
        const lost = runs.abortLost(current, held);
        if (lost.length > 0) logger.warn({ table, ids: lost }, 'claims lost: the runs are aborted');
      }
      renewedAtMs = beganAtMs;
    },
  });
}
