import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders } from '../../../src/app/build-providers.ts';
import { oddsCollection } from '../../../src/app/odds-collection.ts';
import { games } from '../../../src/db/schema/games.ts';
import { oddsChanges, oddsEvents } from '../../../src/db/schema/odds.ts';
import { leagues } from '../../../src/db/schema/reference.ts';
import { oddsPolls } from '../../../src/db/schema/odds-polls.ts';
import { claimPoll } from '../../../src/odds/collect/poll-rows.ts';
import { readOddsPlan } from '../../../src/odds/collect/read-plan.ts';
import { snapshotNow } from '../../../src/odds/collect/snapshot-now.ts';
import { updateOdds } from '../../../src/odds/collect/update-odds.ts';
import { KEY, MINUTE_MS, type World, createWorld } from './collection-world.ts';

describe('the collection of odds', () => {
  let world: World;
  afterEach(() => world?.close());

  it('plans by slate, asks when a poll is due, and writes what it brings', async () => {
    world = await createWorld();
    expect(await world.run()).toContain('no poll is due');
    world.goTo(30 * 60);
    await world.run();
    const planned = await world.polls();
    expect(planned.length).toBeGreaterThan(10);
    expect(planned.every(({ status, credits }) => status === 'planned' && credits === 3)).toBe(true);
    expect(world.server.stats().credits.used).toBe(0);

    const [first] = planned;
    world.goTo((world.startMs - (first?.plannedAt.getTime() ?? 0)) / MINUTE_MS);
    expect(await world.run()).toMatch(/2 events/);
    const [done] = await world.polls();
    expect(done).toMatchObject({ status: 'done', events: 2 });
    expect(done?.changes).toBeGreaterThan(20);
    expect(world.server.stats().credits.used).toBe(3);
    // Nothing else is due in this minute, whoever looks.
    expect(await world.run()).toContain('no poll is due');
    expect(world.server.stats().credits.used).toBe(3);
    const events = await world.app.database.db.select().from(oddsEvents);
    expect(events.map(({ gameId }) => gameId !== null)).toEqual([true, true]);
  });

  it('does not make up for what was missed, writes it as gaps, and never asks in play', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    world.goTo(70);
    await world.run();
    const polls = await world.polls();
    expect(polls.filter(({ status }) => status === 'done')).toHaveLength(1);
    const missed = polls.filter(({ status }) => status === 'missed');
    expect(missed.length).toBeGreaterThan(5);
    expect(missed.every(({ reason }) => reason !== null)).toBe(true);
    expect(world.server.stats().credits.used).toBe(3);
    world.goTo(-20);
    await world.run();
    expect((await world.polls()).some(({ status }) => status === 'planned')).toBe(false);
    expect(world.server.stats().credits.used).toBe(3);
  });

  it('looks at a game until it begins by the schedule, which may hear of a delay before the provider', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    world.goTo(60);
    await world.run();
    const { db } = world.app.database;
    const [delayed] = await db.select({ id: games.id }).from(games).orderBy(games.id);
    const startsAt = new Date(world.startMs + 60 * MINUTE_MS);
    await db
      .update(games)
      .set({ gameDatetime: startsAt })
      .where(eq(games.id, delayed?.id ?? 0));
    world.goTo(-20);
    await world.run();
    world.goTo(-50);
    expect(await world.run()).toMatch(/1 events/);
    const look = (await world.polls()).find(
      ({ usefulUntil }) => usefulUntil.getTime() === startsAt.getTime(),
    );
    expect(look).toMatchObject({ status: 'done', events: 1 });
    world.goTo(-70);
    expect(await world.run()).toContain('no poll is due');
  });

  it('asks once, however many look at the same moment', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    world.goTo(60);
    const { app } = world;
    const many = [1, 2, 3, 4].map(() => buildProviders(app));
    await Promise.all(many.map((one) => updateOdds(oddsCollection(app, one), new AbortController().signal)));
    await Promise.all(many.map((one) => one.close()));
    expect(world.server.stats().byEndpoint['/sports/{sport}/odds']?.total).toBe(1);
    expect(world.server.stats().credits).toMatchObject({ used: 3, refused: 0 });
  });

  it('gives a poll to one process alone', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    const [poll] = await world.polls();
    const { db } = world.app.database;
    const runs = ['one', 'two', 'three', 'four'];
    const claims = await Promise.all(runs.map((run) => claimPoll(db, poll?.id ?? 0, run, Date.now())));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('does not ask again for what a process that is gone has asked for', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    world.goTo(60);
    await world.app.database.db
      .update(oddsPolls)
      .set({ status: 'asked', askedAt: sql`${oddsPolls.plannedAt}` })
      .where(sql`${oddsPolls.plannedAt} <= ${new Date(world.startMs - 60 * MINUTE_MS)}`);
    world.goTo(54);
    await world.run();
    const polls = await world.polls();
    expect(polls.filter(({ status }) => status === 'lost').length).toBeGreaterThan(0);
    expect(polls.filter(({ status }) => status === 'asked')).toEqual([]);
    expect(world.server.stats().byEndpoint['/sports/{sport}/odds']?.total ?? 0).toBeLessThanOrEqual(1);
  });

  it('spends no credit over its budget, nor over what the account has left', async () => {
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '7' });
    for (let minutes = 30 * 60; minutes > 0; minutes -= 9) {
      world.goTo(minutes);
      await world.run();
    }
    expect(world.server.stats().credits).toMatchObject({ used: 6, refused: 0 });
    const done = (await world.polls()).filter(({ status }) => status === 'done');
    expect(done.map(({ plannedAt }) => (world.startMs - plannedAt.getTime()) / MINUTE_MS)).toContain(10);
    await world.close();

    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '450' });
    // Fewer than the plan that is configured: 445 of its 500 count as used.
    world.server.setDials({ creditsPerMonth: 55 });
    for (let minutes = 30 * 60; minutes > 0; minutes -= 30) {
      world.goTo(minutes);
      await world.run();
    }
    expect(world.server.stats().credits).toMatchObject({ used: 3, refused: 0 });
  });

  it('leaves a poll that the league before it has taken the last credits of', async () => {
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '5' });
    const { db } = world.app.database;
    const [nba] = await db.select().from(leagues).where(eq(leagues.name, 'NBA'));
    if (nba === undefined) throw new Error('there is no NBA');
    const { id: _id, ...like } = nba;
    const second = { ...like, name: 'ZBA', code: 'zba' };
    const [other] = await db.insert(leagues).values(second).returning({ id: leagues.id });
    const leagueId = other?.id ?? 0;
    const plannedAt = new Date(world.startMs - 10 * MINUTE_MS);
    const usefulUntil = new Date(world.startMs);
    world.goTo(30 * 60);
    await world.run();
    await db
      .insert(oddsPolls)
      .values({ provider: 'the-odds-api', leagueId, plannedAt, usefulUntil, status: 'planned', credits: 3 });
    world.goTo(10);
    await world.run();
    const polls = await world.polls();
    expect(polls.find((one) => one.leagueId === nba.id)).toMatchObject({ status: 'done', events: 2 });
    const left = polls.find((one) => one.leagueId === leagueId);
    expect(left).toMatchObject({ status: 'missed', runId: null });
    expect(left?.reason).toContain('credits');
    expect(world.server.stats().credits).toMatchObject({ used: 3, refused: 0 });
  });

  it('says why there is a gap, and tells the key to nobody', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    world.server.setDials({ isKeyRevoked: true });
    world.goTo(60);
    await world.run();
    const failed = (await world.polls()).find(({ status }) => status === 'failed');
    expect(failed?.reason).toContain('INVALID_KEY');
    await world.providers.close();
    const { db } = world.app.database;
    const kept = await db.execute(
      sql`select (select json_agg(call) from api_usage call) as calls, (select json_agg(body) from provider_payloads body) as bodies,
                 (select json_agg(poll) from odds_polls poll) as polls, (select json_agg(run) from sync_log run) as runs`,
    );
    const text = JSON.stringify(kept.rows);
    expect(text).toContain('/sports/{sport}/events');
    for (const secret of [KEY, encodeURIComponent(KEY)]) expect(text).not.toContain(secret);
  });

  it('costs nothing where nothing is on offer', async () => {
    world = await createWorld();
    world.goTo(30 * 60);
    await world.run();
    world.server.setDials({ emptyRate: 1 });
    world.goTo(60);
    await world.run();
    const done = (await world.polls()).find(({ status }) => status === 'done');
    expect(done).toMatchObject({ events: 0, changes: 0 });
    expect(world.server.stats().credits.used).toBe(0);
    expect(await world.app.database.db.select().from(oddsChanges)).toEqual([]);
  });

  it('shows the plan of the month, and what looks by hand and by plan brought', async () => {
    world = await createWorld();
    const deps = oddsCollection(world.app, world.providers);
    const [plan] = await readOddsPlan(deps);
    expect(plan?.credits).toMatchObject({ budget: 450, used: 0, per_poll: 3 });
    expect(plan?.slates).toMatchObject([{ league: 'NBA', games: 2 }]);
    const { signal } = new AbortController();
    const [now] = await snapshotNow(deps, { leagues: ['NBA'], markets: undefined, actor: 'test', signal });
    expect(now).toMatchObject({ ok: true, provider: 'the-odds-api', events: 2 });
    world.goTo(30 * 60);
    await world.run();
    world.goTo(60);
    await world.run();
    // Records of calls are written a moment after them.
    await expect
      .poll(async () => (await readOddsPlan(deps))[0]?.polls.find(({ status }) => status === 'done')?.credits)
      .toBe(3);
    const [later] = await readOddsPlan(deps);
    expect(later?.credits?.used).toBe(6);
    expect(later?.polls.some(({ status }) => status === 'missed')).toBe(true);
  });
});
