import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { currentLogFields } from '../../src/platform/log-fields.ts';
import { noTracer } from '../../src/platform/tracing/tracer.ts';
import type { Claim } from '../../src/seeding/claim.ts';
import { createSeedDelivery } from '../../src/seeding/deliver.ts';
import { createRunCounts } from '../../src/monitoring/quota/run-counts.ts';
import { createActiveRuns } from '../../workers/run-registry.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a statement that PostgreSQL refuses', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('fails the attempt that made it, whether the game is held, cancelled or final', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { RETRY_MAX_ATTEMPTS: '0' },
      prepareDatabase: [
        `create function refuse_games() returns trigger language plpgsql as
           $$ begin raise exception 'no game may change' using errcode = 'check_violation'; end $$`,
        `create trigger refuse_games before update of home_period_scores on games
           for each row execute function refuse_games()`,
      ],
    });
    await world.ingestDue(
      [
        ['LAL', 'GSW'],
        ['BOS', 'MIA'],
        ['DEN', 'PHX'],
      ],
      5,
    );
    const [held = '', cancelled = ''] = world.provider.games().map(({ id }) => String(id));
    world.provider.setDials({ games: { [held]: { status: 'stuck' }, [cancelled]: { status: 'cancelled' } } });
    await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'failed') = 3");
    for (const task of await world.tasks()) expect(task.errorMessage).toBe('no game may change');
  });

  it('counts as a failed attempt where what is refused is the end of the run itself', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { RETRY_MAX_ATTEMPTS: '0' },
      prepareDatabase: [
        `create function refuse_holds() returns trigger language plpgsql as
           $$ begin raise exception 'nothing may be held' using errcode = 'check_violation'; end $$`,
        `create trigger refuse_holds before insert on game_events
           for each row when (new.kind = 'held') execute function refuse_holds()`,
      ],
    });
    await world.ingestDue([['LAL', 'GSW']], 5);
    world.provider.setDials({ isKeyRevoked: true });
    await world.startWorkers();
    await world.until("(select status from seeding_tasks) = 'failed'");
    expect(await world.tasks()).toMatchObject([
      { errorType: 'internal', errorMessage: 'nothing may be held', seedingStatus: 'failed' },
    ]);
  });

  it('is no outage: it is told once as a mistake of ours, with its ids, and the delivery rests', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'GSW']], 5);
    const { db } = world.app.database;
    const [task] = await world.tasks();
    const lines: { level: number; taskId: number }[] = [];
    const clock = systemClock();
    let claim: Claim | undefined;
    const deliver = createSeedDelivery({
      db,
      async runSeed(taken) {
        claim = taken;
        throw new TypeError('a mistake of ours');
      },
      runs: createActiveRuns(clock),
      runCalls: createRunCounts(),
      workerId: 'worker',
      leaseMs: 4_000,
      maxLostStarts: 3,
      isWitness: () => true,
      clock,
      logger: pino(
        { level: 'info', mixin: () => ({ ...currentLogFields() }) },
        { write: (line: string) => void lines.push(JSON.parse(line)) },
      ),
      tracer: noTracer(),
    });
    const outcome = await deliver({
      jobId: 'job',
      kind: 'seed-game',
      data: { taskId: task?.id, gameId: task?.gameId, revision: 1, label: '' },
      attemptsMade: 0,
      signal: new AbortController().signal,
    });
    expect(claim?.taskId).toBe(task?.id);
    expect(outcome).toMatchObject({ kind: 'snooze', note: expect.stringContaining('a mistake of ours') });
    expect(outcome.kind === 'snooze' && outcome.delayMs).toBeGreaterThan(30_000);
    expect(lines).toMatchObject([{ level: pino.levels.values['error'], taskId: task?.id }]);
    expect(lines).toHaveLength(1);
  });
});
