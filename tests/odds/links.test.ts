import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { games } from '../../src/db/schema/games.ts';
import { closingLines, oddsEvents } from '../../src/db/schema/odds.ts';
import { followClosingLines, readPending } from '../../src/odds/closing/follow-closing-lines.ts';
import { type CandidateGame, decideLinks } from '../../src/odds/events/decide-links.ts';
import { linkOpenEvents } from '../../src/odds/events/link-events.ts';
import { readClosing, readLines } from '../../src/odds/read/odds-queries.ts';
import { createRecurrentLinks } from '../../src/odds/events/recurrent-links.ts';
import { ODDS_PROVIDER } from '../../src/reference/identities/odds-provider.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type LogRow, ingestGames, load, logOf } from './odds-world.ts';

const MONEYLINE: LogRow[] = [
  { at: '2026-11-03T20:00:00Z', price: -150 },
  { at: '2026-11-03T20:00:00Z', outcome: 'Miami Heat', price: 130 },
];

describe('events of odds', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
  });
  afterEach(() => test.close());

  const events = () =>
    db()
      .select({
        id: oddsEvents.externalId,
        game: oddsEvents.gameId,
        question: oddsEvents.question,
        candidates: oddsEvents.candidates,
      })
      .from(oddsEvents)
      .orderBy(oddsEvents.externalId);
  const of = { sport: 'NBA', type: 'game', provider: ODDS_PROVIDER } as const;
  const gameOn = async (day: string) => {
    const [game] = await db().select({ id: games.id }).from(games).where(eq(games.slateDate, day));
    return game?.id ?? 0;
  };

  it('are linked when the schedule brings their game later', async () => {
    expect(await load(test, logOf(MONEYLINE))).toMatchObject({ events_linked: 0, events_open: 1 });
    expect(await events()).toMatchObject([{ game: null, question: 'no_game', candidates: [] }]);
    await ingestGames(test);
    expect(await events()).toMatchObject([{ game: await gameOn('2026-11-03'), question: null }]);
    const [known] = await test.app.identityRegister.list({ ...of, limit: 1 });
    expect(known?.evidence).toContain('both teams');
  });

  it('take their rows along when a link is taken back, and are never tied to that game again by the rule', async () => {
    await ingestGames(test);
    await load(test, logOf(MONEYLINE));
    const right = await gameOn('2026-11-03');
    expect((await readLines(db(), right))?.items).toHaveLength(2);
    const actor = { name: 'operator' };
    await test.app.identityRegister.unlink({ ...of, externalId: 'e1' }, actor);
    expect((await readLines(db(), right))?.items).toHaveLength(0);
    await db().transaction((tx) => linkOpenEvents(tx));
    await load(test, logOf(MONEYLINE));
    expect(await events()).toMatchObject([
      { game: null, question: 'said_wrong', candidates: [{ game_id: right }] },
    ]);
    const other = await gameOn('2026-11-07');
    await test.app.identityRegister.link({ ...of, externalId: 'e1', entity: other }, actor);
    expect((await readLines(db(), other))?.items).toHaveLength(2);
  });

  it('that may be one of several games, or several events of one, are asked about', async () => {
    await ingestGames(
      test,
      'date,time,away,home\n2026-11-03,19:30,Miami Heat,Boston Celtics\n2026-11-04,19:30,Miami Heat,Boston Celtics\n',
    );
    await load(
      test,
      logOf([{ ...MONEYLINE[0], at: '2026-11-03T20:00:00Z', price: -150, start: '2026-11-04T13:00:00Z' }]),
    );
    const [one] = await events();
    expect(one).toMatchObject({ game: null, question: 'several_games' });
    expect(one?.candidates).toHaveLength(2);
  });

  it('with a name that means no team, with sides exchanged or too far away are asked about, never guessed', async () => {
    await ingestGames(test);
    const rows: LogRow[] = [
      { at: '2026-11-03T20:00:00Z', event: 'far', start: '2026-11-09T23:00:00Z', price: -150 },
      {
        at: '2026-11-03T20:00:00Z',
        event: 'turned',
        home: 'Miami Heat',
        away: 'Boston Celtics',
        price: -150,
        outcome: 'Miami Heat',
      },
      { at: '2026-11-03T20:00:00Z', event: 'who', home: 'Bostn Celtix', price: -150 },
    ];
    await load(test, logOf(rows));
    expect((await events()).map(({ id, game, question }) => [id, game, question])).toEqual([
      ['far', null, 'no_game'],
      ['turned', null, 'sides_exchanged'],
      ['who', null, 'unknown_team'],
    ]);
  });

  it('of old games are looked at again when a name was taught, or after an hour, but not each time', async () => {
    await ingestGames(test);
    const at = '2026-11-03T20:00:00Z';
    const rows = [
      { at, event: 'e-old', home: 'Bostn Celtix', price: -150 },
      { at, event: 'e-to-come', start: '2026-12-09T00:30:00Z', price: -150 },
    ];
    expect(await load(test, logOf(rows))).toMatchObject({ events_open: 2, by_reason: {} });
    let nowMs = Date.parse('2026-12-08T12:00:00Z');
    const look = createRecurrentLinks({ db: db(), clock: { nowMs: () => nowMs } });
    expect(await look()).toEqual({ looked_at: 2, linked: 0, questions: 2 });
    expect(await look()).toEqual({ looked_at: 1, linked: 0, questions: 1 });
    const writerIsDone = Promise.withResolvers<void>();
    const isLocked = Promise.withResolvers<void>();
    const writer = db().transaction(async (tx) => {
      await tx.select().from(oddsEvents).where(eq(oddsEvents.externalId, 'e-old')).for('update');
      isLocked.resolve();
      await writerIsDone.promise;
    });
    await isLocked.promise;
    // A pass over recent events waits for no writer of old ones.
    expect(await look()).toMatchObject({ looked_at: 1 });
    writerIsDone.resolve();
    await writer;
    nowMs += 3_600_000;
    expect(await look()).toMatchObject({ looked_at: 2 });
    const lesson = { sport: 'NBA', league: 'NBA', team: 'Boston Celtics', alias: 'Bostn Celtix' } as const;
    await test.app.teamService.addAlias(lesson, { name: 'operator' });
    expect(await look()).toEqual({ looked_at: 2, linked: 1, questions: 1 });
    expect(await events()).toMatchObject([{ id: 'e-old', game: await gameOn('2026-11-03') }, { game: null }]);
  });

  it('are told from events shortly before, which are not decided upon, where both may be one game', async () => {
    const at = '2026-11-03T10:00:00Z';
    await load(
      test,
      logOf([
        { at, event: 'before', start: '2026-11-03T12:00:00Z', price: -150 },
        { at, event: 'later', start: '2026-11-04T13:00:00Z', price: -150 },
      ]),
    );
    await ingestGames(test);
    await db().transaction((tx) => linkOpenEvents(tx, new Date('2026-11-04T00:00:00Z')));
    expect((await events()).map(({ id, game, question }) => [id, game, question])).toEqual([
      ['before', null, 'several_events'],
      ['later', null, 'several_events'],
    ]);
  });

  it('have pending closes that are looked up for any number of games at once', async () => {
    const gameIds = Array.from({ length: 70_000 }, (_, index) => 1_000_000 + index);
    expect((await readPending(db(), gameIds)).size).toBe(0);
    await ingestGames(test);
    await load(test, logOf(MONEYLINE));
    const id = await gameOn('2026-11-03');
    expect(await readPending(db(), [...gameIds, id, id])).toEqual(new Set([id]));
  });

  it('leave a game to the event that has it', async () => {
    await ingestGames(test);
    await load(test, logOf(MONEYLINE));
    const again = MONEYLINE.map((row) => ({ ...row, event: 'e9', start: '2026-11-04T00:40:00Z' }));
    await load(test, logOf(again));
    expect((await events()).map(({ id, question }) => [id, question])).toEqual([
      ['e1', null],
      ['e9', 'game_taken'],
    ]);
  });

  it('have their close before the start as the schedule has it, which moves with it', async () => {
    await ingestGames(
      test,
      'date,time,away,home\n2025-11-03,19:30,Miami Heat,Boston Celtics\n'.replaceAll('2025', '2026'),
    );
    const id = await gameOn('2026-11-03');
    await db()
      .update(games)
      .set({ gameDatetime: new Date('2025-11-04T00:30:00Z') })
      .where(eq(games.id, id));
    const pair = (at: string, home: number, away: number): LogRow[] => [
      { at, start: '2025-11-04T00:30:00Z', price: home },
      { at, start: '2025-11-04T00:30:00Z', outcome: 'Miami Heat', price: away },
    ];
    await load(
      test,
      logOf([
        ...pair('2025-11-03T23:50:00Z', -150, 130),
        ...pair('2025-11-04T00:20:00Z', -200, 170),
        ...pair('2025-11-04T00:45:00Z', 400, -500),
      ]),
    );
    await followClosingLines(db());
    const close = async () =>
      (await readClosing(db(), { gameId: id })).items.find(({ outcome }) => outcome === 'home');
    expect(await close()).toMatchObject({
      close_price: 1.5,
      open_price: 1.6667,
      age_minutes: 10,
      is_stale: false,
    });
    await db()
      .update(games)
      .set({ gameDatetime: new Date('2025-11-04T00:10:00Z') })
      .where(eq(games.id, id));
    await followClosingLines(db());
    expect(await close()).toMatchObject({ close_price: 1.6667, age_minutes: 20 });
    await load(test, logOf(pair('2025-11-04T00:05:00Z', -170, 145)));
    await followClosingLines(db());
    expect(await close()).toMatchObject({ close_price: 1.5882, age_minutes: 5 });
    await db().update(games).set({ gameDatetime: sql`now() + interval '1 day'` }).where(eq(games.id, id));
    await followClosingLines(db());
    expect(await db().select().from(closingLines)).toEqual([]);
  });
});

describe('an event of sides that meet day after day', () => {
  const game = (id: number, hours: number, isOfSeries = true): CandidateGame => ({
    eventId: 1,
    game_id: id,
    home: 'Boston Red Sox',
    away: 'New York Yankees',
    starts_at: '2026-07-04T17:00:00.000Z',
    hours_apart: hours,
    areSidesExchanged: false,
    isTaken: false,
    isKnownWrong: false,
    isCancelled: false,
    isOfSeries,
  });
  const decided = (...found: CandidateGame[]) => decideLinks([{ eventId: 1, problem: undefined }], found);

  it.each([
    ['the games of the days around it', [game(7, 0.02), game(6, 24), game(8, -24)], 7],
    ['the other game of its day', [game(6, 3.5), game(7, 0)], 7],
    ['its start put off', [game(7, 2), game(8, -22)], 7],
    ['one game alone', [game(7, 0)], 7],
    ['two games as near', [game(6, 1.5), game(7, -2)], 'several_games'],
    ['none of its start', [game(6, 24)], 'no_game'],
  ])('is told by its start from %s', (_what, found, wanted) => {
    const [link] = decided(...found);
    expect(link).toMatchObject(
      typeof wanted === 'number' ? { gameId: wanted } : { question: expect.any(String) },
    );
    if (wanted === 'no_game') expect(link).toMatchObject({ question: 'no_game' });
  });

  it('stays a question elsewhere', () => {
    expect(decided(game(7, 0, false), game(6, 24, false))).toMatchObject([{ question: 'several_games' }]);
  });
});
