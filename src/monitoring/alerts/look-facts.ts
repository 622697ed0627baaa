import { readJobs } from '../../jobs/schedules/job-control.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { remembered } from '../../platform/remembered.ts';
import { describeOutage } from '../describe-outage.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { type AlertFacts, readDatabaseFacts } from './facts.ts';
import type { AlertWatchOptions } from './watch-options.ts';

const QUEUE_DEADLINE_MS = 2_000;

/** Days ahead do not change fast, and looking at them costs more than all the rest. */
const FORECAST_FRESH_MS = 600_000;

/** Reads everything that one look for alerts knows. */
export function createFactsReader(options: AlertWatchOptions): () => Promise<AlertFacts> {
  const { db, store, config, keyProblem, terms, datasets, providerStatus, clock } = options;
  const readForecast = rememberedForecast(options);
  return async function readFacts() {
    const forecast = await readForecast();
    const [facts, jobs, providers, queueProblem] = await Promise.all([
      readDatabaseFacts(db, { storeName: store.name, datasets, ...config }),
      readJobs(db, undefined),
      providerStatus(),
      readQueueProblem(clock, store),
    ]);
    return { ...facts, jobs, providers, queueProblem, keyProblem, terms, forecast };
  };
}

/** The forecast, read anew every ten minutes; the last one stands in where it cannot be told now. */
function rememberedForecast({ forecast, clock, logger }: AlertWatchOptions) {
  let last: readonly HostForecast[] | undefined;
  return remembered(
    async () => {
      try {
        last = await forecast();
      } catch (error) {
        logger.warn({ err: error }, 'the coming days cannot be told now');
      }
      return last;
    },
    { clock, freshMs: FORECAST_FRESH_MS },
  );
}

async function readQueueProblem(clock: Clock, store: QueueStore): Promise<string | null> {
  const deadline = { what: 'the queue store', deadlineMs: QUEUE_DEADLINE_MS };
  return withDeadline(clock, deadline, () => store.ping()).then(() => null, describeOutage);
}
