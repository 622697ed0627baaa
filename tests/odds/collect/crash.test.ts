import { sql } from 'drizzle-orm';
import { afterEach, expect, it } from 'vitest';
import { firstRow } from '../../../src/db/rows.ts';
import { games } from '../../../src/db/schema/games.ts';
import { oddsPolls } from '../../../src/db/schema/odds-polls.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createSimulatedProvider } from '../../../simulator/provider/simulated-provider.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';
import { type TestProcess, startProcess } from '../../support/processes.ts';
import { createTestApp } from '../../support/test-app.ts';

const MINUTE_MS = 60_000;
const KEY = 'key-of-the-crash-test';
/** Credits of the account: three fewer than the collection may spend are used, by the plan that is configured. */
const CREDITS = 53;
const ODDS = '/sports/{sport}/odds';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

it('four workers that start cold, one of them killed while it asks, spend no credit over the plan', async () => {
  const startMs = Date.now() + 40 * MINUTE_MS;
  const server = createSimulatedProvider({
    sport: 'NBA',
    provider: 'the-odds-api',
    seed: 5,
    clock: systemClock(),
    logger: silentLogger(),
    key: KEY,
    dials: { creditsPerMonth: CREDITS, endpoints: { [ODDS]: { latencyMs: 600_000 } } },
  });
  const { url } = await server.start();
  closing.push(() => server.stop());
  server.addGames([{ away: 'LAL', home: 'GSW', startMs }]);
  const test = await createTestApp({
    environment: {
      ...NO_PROVIDER,
      THE_ODDS_API_URL: url,
      THE_ODDS_API_KEY: KEY,
      THE_ODDS_API_TIMEOUT_SECONDS: '20',
    },
  });
  closing.push(() => test.close());
  const { db } = test.app.database;
  const csv = 'date,time,home_team,away_team\n2027-01-15,19:10,GSW,LAL';
  await test.app.ingestService.ingest(ingestRequest(csv));
  await db.update(games).set({ gameDatetime: new Date(startMs) });
  const addPoll = async (agoMs: number) =>
    db.insert(oddsPolls).values({
      provider: 'the-odds-api',
      leagueId: (await db.select({ id: games.leagueId }).from(games))[0]?.id ?? 0,
      plannedAt: new Date(Date.now() - agoMs),
      usefulUntil: new Date(startMs),
      status: 'planned',
      credits: 3,
    });
  await addPoll(2_000);

  const environment = { ...test.environment, LOG_LEVEL: 'info' };
  const started = [1, 2, 3, 4].map(() => startProcess('workers/main.ts', { environment }));
  const workers: TestProcess[] = await Promise.all(started);
  for (const worker of workers) closing.push(() => worker.crash());
  await expect.poll(asked, { timeout: 120_000 }).toBe(1);
  const row = await firstRow<{ holder: string }>(
    db,
    sql`select holder from job_schedules where name = 'update_odds'`,
  );
  const holder = workers.filter(({ pid }) => new RegExp(`\\b${pid}\\b`).test(row?.holder ?? ''));
  expect(holder).toHaveLength(1);
  await holder[0]?.crash();

  // The account's last three credits are gone, although nobody has heard what they bought.
  server.setDials({ endpoints: { [ODDS]: { latencyMs: 0 } } });
  await addPoll(1_000);
  const runAgain = () =>
    db.execute(sql`update job_schedules set next_due_at = now() where name = 'update_odds'`);
  const states = async () => {
    await runAgain();
    const polls = await db
      .select({ status: oddsPolls.status, reason: oddsPolls.reason })
      .from(oddsPolls)
      .where(sql`${oddsPolls.plannedAt} < now()`)
      .orderBy(oddsPolls.plannedAt);
    return polls.map(({ status, reason }) => `${status} ${reason ?? ''}`);
  };
  await expect
    .poll(states, { timeout: 120_000, interval: 1_000 })
    .toEqual([expect.stringMatching(/^asked/), expect.stringMatching(/^missed.*credits/)]);
  expect(asked()).toBe(1);
  expect(server.stats().credits).toMatchObject({ used: 3, refused: 0 });

  function asked(): number {
    return server.stats().byEndpoint[ODDS]?.total ?? 0;
  }
}, 400_000);
