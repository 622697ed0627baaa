import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders } from '../../../src/app/build-providers.ts';
import { oddsCollection } from '../../../src/app/odds-collection.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { externalIds } from '../../../src/db/schema/external-ids.ts';
import { oddsPolls } from '../../../src/db/schema/odds-polls.ts';
import { leagues, players } from '../../../src/db/schema/reference.ts';
import { propsCard } from '../../../src/http/pages/odds-props-table.ts';
import { subjectId } from '../../../src/odds/props/subject-id.ts';
import { readGameOdds } from '../../../src/odds/read/game-odds.ts';
import { replan } from '../../../src/odds/collect/poll-rows.ts';
import { liveSources } from '../../../src/app/live-sources.ts';
import { claimLiveLook } from '../../../src/odds/collect/live-credits.ts';
import { readOddsPlan } from '../../../src/odds/collect/read-plan.ts';
import { snapshotEvents } from '../../../src/odds/collect/snapshot-now.ts';
import { updateOdds } from '../../../src/odds/collect/update-odds.ts';
import { MINUTE_MS, NBA_NIGHT, type World, createWorld } from './collection-world.ts';

const ODDS = '/sports/{sport}/odds';
const EVENTS = '/sports/{sport}/events';
const EVENT_ODDS = '/sports/{sport}/events/{eventId}/odds';

let world: World;
afterEach(() => world?.close());

const asked = (endpoint: string) => world.server.stats().byEndpoint[endpoint]?.total ?? 0;

describe('looks at single events', () => {
  it('are off unless markets are named', async () => {
    world = await createWorld();
    await world.run();
    world.goTo(12);
    await world.run();
    world.goTo(10);
    await world.run();
    expect((await world.polls()).every(({ eventId }) => eventId === null)).toBe(true);
    expect(asked(EVENT_ODDS)).toBe(0);
  });

  it('are planned rows that cost markets times regions each, at most so many an event and within their credits', async () => {
    world = await createWorld({
      ODDS_CREDITS_PER_MONTH: '60',
      ODDS_EVENT_MARKETS: 'player_points,alternate_spreads,player_pass_yds,player_hope',
      ODDS_EVENT_LOOKS: '2',
      ODDS_EVENT_CREDITS_PER_MONTH: '7',
    });
    for (const minutes of [30 * 60, 24 * 60, 23 * 60]) {
      world.goTo(minutes);
      await world.run();
    }
    const planned = (await world.polls()).filter(({ eventId }) => eventId !== null);
    // Seven credits are three looks of two markets that the sport has: the last before the start of both games, and one more.
    expect(planned).toHaveLength(3);
    expect(planned.every(({ credits, status }) => credits === 2 && status === 'planned')).toBe(true);
    expect(planned[0]?.markets).toEqual(['player_points', 'alternate_spreads']);
    const last = planned.filter(({ plannedAt }) => plannedAt.getTime() === world.startMs - 10 * MINUTE_MS);
    expect(new Set(last.map(({ eventId }) => eventId)).size).toBe(2);

    for (const minutes of [22 * 60, 12 * 60, 6 * 60, 2 * 60, 60, 25, 15, 10, 5]) {
      world.goTo(minutes);
      await world.run();
    }
    const done = (await world.polls()).filter(({ eventId, status }) => eventId !== null && status === 'done');
    expect(done).toHaveLength(3);
    expect(asked(EVENT_ODDS)).toBe(3);
    const { used, refused } = world.server.stats().credits;
    expect(used).toBeLessThanOrEqual(60);
    expect(used - 3 * asked(ODDS)).toBe(6);
    expect(refused).toBe(0);
    const [plan] = await readOddsPlan(oddsCollection(world.app, world.providers));
    expect(plan?.event_credits).toMatchObject({ used: 6, planned: 0 });
    expect(plan?.unknown_markets).toEqual(['player_hope']);
    const bought = new Map(plan?.bought.map((one) => [one.market, one]));
    expect(bought.get('player_points')).toMatchObject({ looks: 3, credits: 3 });
    expect(bought.get('alternate_spreads')).toMatchObject({ looks: 3, credits: 3 });
    expect(bought.get('h2h')?.credits).toBe(asked(ODDS));
    expect([...bought.values()].reduce((sum, one) => sum + one.credits, 0)).toBe(used);
  });

  it('leave credits to looks at games under way, which are refused once theirs or the month are used up', async () => {
    world = await createWorld({
      ODDS_CREDITS_PER_MONTH: '60',
      LIVE_SCORES: 'on',
      LIVE_SCORE_SOURCES: 'the-odds-api',
      LIVE_SCORE_CREDITS_PER_MONTH: '5',
    });
    const { app, providers } = world;
    const [before] = await readOddsPlan(oddsCollection(app, providers));
    expect(before?.live_credits).toEqual({ budget: 5, used: 0, planned: 4, per_look: 2 });
    expect(before?.credits).toMatchObject({ budget: 60, used: 0 });
    expect((before?.credits?.planned ?? 0) + (before?.credits?.over ?? 0)).toBe(60);
    const [source] = liveSources(app, providers).get('NBA') ?? [];
    expect(source).toMatchObject({ name: 'the-odds-api', stepMs: 2 * app.config.seeding.notFinalStepMs.NBA });
    const take = (runId: string) => source?.takeCredits?.({ sport: 'NBA', runId });
    const taken = await Promise.all([take('one'), take('two'), take('three')]);
    expect(taken.filter((one) => one?.ok)).toHaveLength(2);
    expect(taken.find((one) => one?.ok === false)).toMatchObject({
      why: expect.stringMatching(/under way/),
    });
    // What was claimed and not spent is there again.
    for (const one of taken) if (one?.ok) await one.end();
    expect(await take('four')).toMatchObject({ ok: true });
    const { creditsUsed, db, clock } = oddsCollection(app, providers);
    const ofMonth = { db, clock, creditsUsed, creditsPerMonth: 3, liveCreditsPerMonth: 9 };
    const five = {
      source: { name: 'the-odds-api', hosts: {} },
      sport: 'NBA',
      credits: 2,
      runId: 'five',
    } as const;
    const refused = { ok: false, why: expect.stringMatching(/credits are used up/) };
    expect(await claimLiveLook(ofMonth, five)).toMatchObject(refused);
  });

  it('at a source without credits ask for what its lists have as well, and write changes once', async () => {
    const markets = { ODDS_EVENT_MARKETS: 'spreads,player_points', ODDS_EVENT_LOOKS: '2' };
    world = await createWorld(markets, { ...NBA_NIGHT, provider: 'espn' });
    for (const minutes of [30 * 60, 12 * 60, 11 * 60, 6 * 60, 5 * 60, 10, 9]) {
      world.goTo(minutes);
      await world.run();
    }
    const done = (await world.polls()).filter(({ eventId, status }) => eventId !== null && status === 'done');
    expect(done).toHaveLength(4);
    expect(done.every(({ credits, markets: of }) => credits === 0 && of.join() === 'spreads')).toBe(true);
    // The list has told these prices before: the summary shows them unchanged, of the same book and the same event.
    expect(done.every(({ changes, same }) => changes === 0 && same === 2)).toBe(true);
    const summaries = [...world.server.timesAsked()].filter(([path]) => path.includes('/summary'));
    expect(summaries.reduce((sum, [, times]) => sum + times, 0)).toBe(done.length);
    const books = await rowsOf(
      world.app.database.db,
      sql`select distinct book.key, change.source, event.provider, event.game_id is not null as is_linked
          from odds_changes as change join odds_current as current on current.series_id = change.series_id
          join bookmakers as book on book.id = current.bookmaker_id
          join odds_events as event on event.id = current.event_id`,
    );
    expect(books).toEqual([{ key: 'espn_bet', source: 'espn', provider: 'espn', is_linked: true }]);
    const [plan] = await readOddsPlan(oddsCollection(world.app, world.providers));
    expect(plan).toMatchObject({ credits: null, event_credits: null, unknown_markets: ['player_points'] });
  });

  it('by hand bring props, of players where a name of the two teams says so and as a text otherwise', async () => {
    world = await createWorld();
    const { db } = world.app.database;
    const { signal } = new AbortController();
    world.goTo(20 * 60);
    const deps = oddsCollection(world.app, world.providers);
    const hand = { actor: 'test', signal };
    const game = (
      await rowsOf<{ id: number; home: number; sport: number }>(
        db,
        sql`select id, home_team_id as home, sport_id as sport from games order by id limit 1`,
      )
    )[0];
    if (game === undefined) throw new Error('there is no game');
    expect(
      await snapshotEvents(deps, { gameId: game.id }, { ...hand, markets: ['player_points'] }),
    ).toBeUndefined();
    await world.run();
    world.goTo(6 * 60);
    await world.run();
    const wrong = await snapshotEvents(deps, { gameId: game.id }, { ...hand, markets: ['player_pass_yds'] });
    expect(wrong).toMatchObject({ unknown: ['player_pass_yds'] });
    const before = world.server.stats().credits.used;
    const [first] = await looks(['player_points', 'player_double_double']);
    expect(first).toMatchObject({ ok: true, events: 1, refused: 0 });
    expect(world.server.stats().credits.used - before).toBe(2);

    world.goTo(-5);
    const paid = world.server.stats().credits.used;
    expect(await looks(['player_points'])).toMatchObject([{ ok: true, events: 0 }]);
    expect(world.server.stats().credits.used).toBe(paid);

    const props = await propsOf(game.id);
    const names = [...new Set(props.map(({ player_name: name }) => name))];
    expect(names).toHaveLength(2);
    expect(props.every(({ player_id: id }) => id === null)).toBe(true);
    expect(new Set(props.map(({ side }) => side))).toEqual(new Set(['over', 'under', 'yes', 'no']));
    await db
      .insert(players)
      .values({ sportId: game.sport, fullName: names[0] ?? '', currentTeamId: game.home });
    const linked = await propsOf(game.id);
    expect(new Set(linked.filter(({ player_id: id }) => id !== null).map((row) => row.player_name))).toEqual(
      new Set([names[0]]),
    );
    const odds = await readGameOdds(db, game.id);
    const shown = String(propsCard(odds?.props ?? [], 'decimal'));
    expect(odds?.otherMarkets).toEqual([]);
    for (const name of names) expect(shown).toContain(name);
    expect(shown.split('no known player')).toHaveLength(3);
    // A second one of that name in the two teams makes it a guess.
    await db
      .insert(players)
      .values({ sportId: game.sport, fullName: names[0] ?? '', currentTeamId: game.home });
    expect((await propsOf(game.id)).every(({ player_id: id }) => id === null)).toBe(true);
    // Whose spelling means several, or somebody who is spelt in another way, is asked about; a link answers.
    const shortened = (names[1] ?? '').replace(/^(\S)\S*/, '$1.');
    await db.insert(players).values({ sportId: game.sport, fullName: shortened, currentTeamId: game.home });
    world.goTo(5 * 60);
    expect(await looks(['player_double_double'])).toMatchObject([{ ok: true }]);
    const asked = await rowsOf<{ external_id: string; reason: string; of: number }>(
      db,
      sql`select external_id, reason, (candidates -> 0 ->> 'player_id')::int as of from player_questions
          where provider = 'the-odds-api' and answered_at is null order by 2`,
    );
    expect(asked).toMatchObject([
      { external_id: subjectId(names[1] ?? ''), reason: 'name_alone' },
      { external_id: subjectId(names[0] ?? ''), reason: 'several' },
    ]);
    const order = { sport: 'NBA', type: 'player', provider: 'the-odds-api' } as const;
    const [{ external_id: externalId, of: entity } = { external_id: '', of: 0 }] = asked;
    const { identityRegister } = world.app;
    expect(await identityRegister.link({ ...order, externalId, entity }, { name: 'test' })).toMatchObject({
      ok: true,
    });
    const again = await readGameOdds(db, game.id);
    expect(again?.props.find(({ subject }) => subject === names[1])?.playerId).toBe(entity);
    expect(await identityRegister.questions({ provider: 'the-odds-api', limit: 9 })).toMatchObject({
      items: [{ player: names[0] }],
    });
    // None of them: nothing asks again, although the next look names the same.
    const none = { sport: 'NBA', provider: 'the-odds-api', externalId: subjectId(names[0] ?? '') } as const;
    expect(await identityRegister.noneOf(none, { name: 'test' })).toBe(true);
    world.goTo(4 * 60);
    expect(await looks(['player_double_double'])).toMatchObject([{ ok: true }]);
    expect(await identityRegister.questions({ provider: 'the-odds-api', limit: 9 })).toMatchObject({
      items: [],
    });

    async function looks(markets: readonly string[]) {
      const results = await snapshotEvents(deps, { gameId: game?.id ?? 0 }, { ...hand, markets });
      return Array.isArray(results) ? results : [];
    }
    function propsOf(gameId: number) {
      return rowsOf<{ player_name: string; player_id: number | null; side: string; point: number | null }>(
        db,
        sql`select player_name, player_id, side, point from player_props where game_id = ${gameId}`,
      );
    }
  });
});

describe('planned looks', () => {
  it('are of the event of a game that was seen last, and of use until the start as it is now', async () => {
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '60', ODDS_EVENT_MARKETS: 'player_points' });
    const { db } = world.app.database;
    for (const minutes of [30 * 60, 24 * 60]) {
      world.goTo(minutes);
      await world.run();
    }
    await db.execute(sql`
      insert into odds_events (provider, sport_id, league_id, external_id, home_name, away_name, starts_at, game_id,
        first_seen_at, last_seen_at)
      select provider, sport_id, league_id, external_id || '-before', home_name, away_name, starts_at, game_id,
        first_seen_at - interval '1 day', last_seen_at - interval '1 hour' from odds_events`);
    await world.run();
    const ofEvents = await rowsOf<{ name: string; looks: number }>(
      db,
      sql`select external_id as name, count(*)::int as looks from odds_polls join odds_events on odds_events.id = event_id
          group by 1`,
    );
    expect(ofEvents.map(({ looks }) => looks)).toEqual([2, 2]);
    expect(ofEvents.filter(({ name }) => name.endsWith('-before'))).toEqual([]);
    const [game] = await rowsOf<{ id: number }>(db, sql`select id from games order by id limit 1`);
    const hand = { actor: 'test', signal: new AbortController().signal, markets: ['player_points'] };
    const deps = oddsCollection(world.app, world.providers);
    expect(await snapshotEvents(deps, { gameId: game?.id ?? 0 }, hand)).toHaveLength(1);

    const [planned] = (await world.polls()).filter(({ status }) => status === 'planned');
    if (planned === undefined) throw new Error('no look is planned');
    const { provider, leagueId, plannedAt, usefulUntil, eventId, markets, credits } = planned;
    const untilMs = usefulUntil.getTime() - 20 * MINUTE_MS;
    const look = { eventId, markets, credits, atMs: plannedAt.getTime(), untilMs };
    await replan(db, { provider, leagueId }, [look], world.startMs - 24 * 60 * MINUTE_MS);
    const [moved] = (await world.polls()).filter(({ id }) => id === planned.id);
    expect(moved?.usefulUntil).toEqual(new Date(untilMs));
  });
});

describe('the last look before a start', () => {
  async function closing(minutes: readonly number[]) {
    for (const minute of minutes) {
      world.goTo(minute);
      await world.run();
    }
    return (await world.polls()).filter(
      ({ plannedAt, status }) =>
        status !== 'planned' && plannedAt.getTime() >= world.startMs - 10 * MINUTE_MS,
    );
  }

  it('that failed is tried once more, and no more than once', async () => {
    // Four looks, of which the last is ten minutes before the start.
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '12' });
    await closing([30 * 60, 12]);
    world.server.setDials({ endpoints: { [ODDS]: { malformedRate: 1 } } });
    const looks = await closing([10, 9, 8, 7, 6, 5]);
    expect(looks.map(({ status, retryOf }) => ({ status, isRetry: retryOf !== null }))).toEqual([
      { status: 'failed', isRetry: false },
      { status: 'failed', isRetry: true },
    ]);
    expect(looks[1]?.retryOf).toBe(looks[0]?.id);
  });

  it('that was lost is tried once more while it is worth something', async () => {
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '12' });
    await closing([30 * 60, 12]);
    const { db } = world.app.database;
    await db
      .update(oddsPolls)
      .set({
        status: 'asked',
        runId: 'a-run-that-is-gone',
        askedAt: new Date(world.startMs - 10 * MINUTE_MS),
      })
      .where(eq(oddsPolls.plannedAt, new Date(world.startMs - 10 * MINUTE_MS)));
    const before = asked(ODDS);
    const looks = await closing([4, 3]);
    expect(looks.map(({ status }) => status)).toEqual(['lost', 'done']);
    expect(asked(ODDS) - before).toBe(1);
  });

  it('that was missed, or refused for good, is not made up for', async () => {
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '12' });
    await closing([30 * 60, 12]);
    world.server.setDials({ isKeyRevoked: true });
    expect((await closing([10, 9, 8])).map(({ status }) => status)).toEqual(['failed']);
  });
});

describe('credits of a month', () => {
  it('cover each look that is claimed, whichever processes claim at the same moment', async () => {
    world = await createWorld({ ODDS_CREDITS_PER_MONTH: '5' });
    const { db } = world.app.database;
    await world.run();
    const [nba] = await db.select().from(leagues).where(eq(leagues.name, 'NBA'));
    if (nba === undefined) throw new Error('there is no NBA');
    const { id: _id, ...like } = nba;
    const other = { ...like, name: 'ZBA', code: 'zba' };
    const [second] = await db.insert(leagues).values(other).returning({ id: leagues.id });
    // It is asked for by the same key, so that both are on offer.
    await db.insert(externalIds).values({
      provider: 'the-odds-api',
      sportId: nba.sportId,
      entityType: 'league',
      externalId: 'basketball_nba',
      entityId: second?.id ?? 0,
      learnedBy: 'person',
      confidence: 1,
    });
    world.goTo(10);
    await db.delete(oddsPolls);
    const plannedAt = new Date(world.startMs - 10 * MINUTE_MS - 1);
    const usefulUntil = new Date(world.startMs);
    for (const leagueId of [nba.id, second?.id ?? 0]) {
      await db.insert(oddsPolls).values({
        provider: 'the-odds-api',
        leagueId,
        plannedAt,
        usefulUntil,
        status: 'planned',
        credits: 3,
        markets: ['h2h', 'spreads', 'totals'],
      });
    }
    // What is claimed is not yet reserved while the free list of events is on its way.
    world.server.setDials({ endpoints: { [EVENTS]: { latencyMs: 400 } } });
    const many = [1, 2, 3, 4].map(() => buildProviders(world.app));
    await Promise.all(
      many.map((one) => updateOdds(oddsCollection(world.app, one), new AbortController().signal)),
    );
    await Promise.all(many.map((one) => one.close()));
    const polls = await world.polls();
    const ended = polls.map(({ status, reason }) => [status, reason]);
    expect(ended).toHaveLength(2);
    expect(ended).toEqual(
      expect.arrayContaining([
        ['done', null],
        ['missed', expect.stringMatching(/credits/)],
      ]),
    );
    expect(world.server.stats().credits.used).toBe(3);
  });
});
