import { afterAll, describe, expect, it } from 'vitest';
import { asDatabaseClock } from '../../../src/db/database-clock.ts';
import { openPostgresStore } from '../../../src/jobs/bullmq/postgres-store.ts';
import { createLaterStore } from '../../../src/jobs/later-store.ts';
import { allQueueNames } from '../../../src/jobs/queue-names.ts';
import { readQueues } from '../../../src/monitoring/overview/queue-status.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createTestDatabase } from '../../support/test-database.ts';

describe('the queues as they are shown', () => {
  const closing: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  it('have the whole time to answer, however long a command takes to open their store', async () => {
    const database = await createTestDatabase();
    closing.push(() => database.drop());
    const system = systemClock();
    let isOpen = false;
    const store = createLaterStore({ kind: 'postgres', name: 'postgres' }, async () => {
      await new Promise(setImmediate);
      isOpen = true;
      return openPostgresStore({
        databaseUrl: database.url,
        clock: asDatabaseClock(system),
        logger: silentLogger(),
      });
    });
    closing.push(() => store.close());
    // A wait that begins before the store is open is over before it answers.
    const clock = {
      ...system,
      sleep: (ms: number, signal?: AbortSignal) => (isOpen ? system.sleep(ms, signal) : Promise.resolve()),
    };
    const queues = await readQueues(store, clock);
    expect(queues.map(({ name }) => name)).toEqual(allQueueNames());
    expect(queues.filter(({ counts }) => counts === null)).toEqual([]);
  });

  it('have no counts where their store cannot be opened', async () => {
    const store = createLaterStore({ kind: 'postgres', name: 'postgres' }, () =>
      Promise.reject(new Error('no library')),
    );
    expect((await readQueues(store, systemClock())).map(({ counts }) => counts)).toEqual(
      allQueueNames().map(() => null),
    );
  });
});
