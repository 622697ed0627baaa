import type { Executor } from '../../db/database.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { openCorrections } from '../facts/corrections.ts';
import { outcomes } from '../facts/ended-games.ts';
import { type FactLook, beginLook } from '../facts/fact.ts';
import { nightGames } from '../facts/night-games.ts';
import { ALERTS_SHOWN, openAlerts } from '../facts/open-alerts.ts';
import { openQuarantine, pauses } from '../facts/open-matters.ts';
import { workers } from '../facts/processes.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import { readCounts } from './overview.ts';
import { readQueues } from './queue-status.ts';
import { type Tonight, type TonightFacts, assessTonight } from './tonight.ts';

/** Whether tonight is safe, by the facts of a look that is under way, or of one of its own. */
export type TonightReader = (look?: FactLook) => Promise<Tonight>;

/** Reads only what decides whether tonight is safe, for those who do not show the whole overview. */
export function createTonightReader(options: {
  db: Executor;
  store: QueueStore;
  providerStatus: ProviderStatusReader;
  clock: Clock;
}): TonightReader {
  const { db, store, providerStatus, clock } = options;
  return async function readTonight(look = beginLook(db)) {
    const [queues, providers, facts] = await Promise.all([
      readQueues(store, clock),
      providerStatus(),
      readFacts(look),
    ]);
    return assessTonight({ ...facts, queues, providers });
  };
}

async function readFacts(look: FactLook): Promise<Omit<TonightFacts, 'queues' | 'providers'>> {
  const counts = await readCounts(look);
  const { due_24h: due } = await look.ask(openCorrections);
  const { corrections_failed: failed } = await look.ask(outcomes, { days: 7 });
  return {
    ...counts,
    night: await look.ask(nightGames),
    workers: await look.ask(workers),
    pauses: await look.ask(pauses),
    corrections: { failed, due_24h: due },
    quarantine_open: (await look.ask(openQuarantine)).rows,
    alerts: await look.ask(openAlerts, { limit: ALERTS_SHOWN }),
  };
}
