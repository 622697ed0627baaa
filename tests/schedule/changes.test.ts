import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { NO_DRIFT, driftOf, gameOf, ingest, jobsOf, requestOf, timelineOf } from './ingesting.ts';

/** A sync cancels games to come: they have to be that whenever the test runs. */
const NOW_MS = Date.parse('2027-02-01T12:00:00Z');

const BEFORE = '2027-03-01,19:30,Bulls,Knicks';
const AFTER = '2027-03-05,18:00,Bulls,Knicks';
/** Tip-off at 18:00 in New York, plus four hours. */
const DUE_AFTER = '2027-03-06T03:00:00.000Z';

describe('a newer schedule', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ clock: { ...systemClock(), nowMs: () => NOW_MS } });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(sql`truncate games, schedule_imports, schedule_quarantine cascade`);
    await test.app.reconciler.run();
  });

  const setTask = (status: string) =>
    test.app.database.db.execute(sql`
      update seeding_tasks set status = ${status}, completed_at = now(), retry_count = 3, start_count = 4,
                               error_type = ${status === 'failed' ? 'bad_request' : null}`);
  const setGame = (status: string, seeding: string) =>
    test.app.database.db.execute(sql`update games set status = ${status}, seeding_status = ${seeding}`);

  it('leaves a finished and seeded game and its task where they are', async () => {
    await ingest(test, [BEFORE]);
    await setGame('completed', 'completed');
    await setTask('completed');
    const result = await ingest(test, [AFTER]);
    // Another date than that of the finished game: a new meeting of the two.
    expect(result).toMatchObject({ games_moved: 0, tasks_rescheduled: 0 });
    const early = await test.app.database.db.execute(
      sql`select status, slate_date::text as date from games order by slate_date`,
    );
    expect(early.rows[0]).toEqual({ status: 'completed', date: '2027-03-01' });
  });

  it('opens the failed task of a game that moved, with fresh attempts', async () => {
    await ingest(test, [BEFORE]);
    await setGame('scheduled', 'failed');
    await setTask('failed');
    const result = await ingest(test, [AFTER]);
    expect(result).toMatchObject({ games_moved: 1, tasks_rescheduled: 1, tasks_created: 0 });
    expect(await gameOf(test, 'CHI')).toMatchObject({
      seeding: 'pending',
      task: 'pending',
      due: DUE_AFTER,
      revision: 2,
    });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });

  it('leaves a task alone that a person has cancelled', async () => {
    await ingest(test, [BEFORE]);
    await setGame('scheduled', 'skipped');
    await setTask('cancelled');
    expect(await ingest(test, [AFTER])).toMatchObject({ games_moved: 1, tasks_rescheduled: 0 });
    expect(await gameOf(test, 'CHI')).toMatchObject({ task: 'cancelled', revision: 1, seeding: 'skipped' });
  });

  it('takes the claim from a run whose game moved', async () => {
    await ingest(test, [BEFORE]);
    await test.app.database.db.execute(sql`
      update seeding_tasks set status = 'running', fence = 7, claimed_by = 'w', lease_expires_at = now() + interval '1 hour'`);
    expect(await ingest(test, [AFTER])).toMatchObject({ tasks_rescheduled: 1 });
    const { rows } = await test.app.database.db.execute(
      sql`select status, fence::int as fence, claimed_by, lease_expires_at from seeding_tasks`,
    );
    expect(rows).toEqual([{ status: 'pending', fence: 8, claimed_by: null, lease_expires_at: null }]);
  });

  it('ends the task of a game that is called off and opens it again when the game is back', async () => {
    await ingest(test, [BEFORE]);
    const off = await ingest(test, [`${BEFORE},cancelled`], {}, ',status');
    expect(off).toMatchObject({ games_moved: 0, games_updated: 1, tasks_rescheduled: 0 });
    const called = await gameOf(test, 'CHI');
    expect(called).toMatchObject({ status: 'cancelled', seeding: 'skipped', task: 'cancelled' });
    expect(await jobsOf(test, called.id)).toEqual([]);

    const back = await ingest(test, [AFTER]);
    expect(back).toMatchObject({ games_added: 0, games_moved: 1, tasks_rescheduled: 1 });
    expect(await gameOf(test, 'CHI')).toMatchObject({
      id: called.id,
      status: 'scheduled',
      seeding: 'pending',
      task: 'pending',
      due: DUE_AFTER,
    });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });

  it('makes the task of a game that was cancelled from the first and is played after all', async () => {
    await ingest(test, [`${BEFORE},cancelled`], {}, ',status');
    expect(await gameOf(test, 'CHI')).toMatchObject({ task: null, seeding: 'skipped' });
    expect(await ingest(test, [BEFORE])).toMatchObject({ games_updated: 1, tasks_created: 1 });
    expect(await gameOf(test, 'CHI')).toMatchObject({
      status: 'scheduled',
      seeding: 'pending',
      task: 'pending',
    });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });

  it('with sync cancels what vanished, and takes it up again when it is listed again', async () => {
    const other = '2027-03-02,19:30,Suns,Jazz';
    await ingest(test, [BEFORE, other]);
    const result = await ingest(test, [other], { isSync: true });
    expect(result).toMatchObject({ games_cancelled: 1, games_unchanged: 1 });
    const gone = await gameOf(test, 'CHI');
    expect(gone).toMatchObject({ status: 'cancelled', task: 'cancelled' });
    await ingest(test, [BEFORE, other]);
    expect(await gameOf(test, 'CHI')).toMatchObject({ id: gone.id, status: 'scheduled', task: 'pending' });
    expect((await timelineOf(test, gone.id)).map(([kind]) => kind)).toEqual([
      'ingested',
      'cancelled',
      'schedule_changed',
    ]);
  });

  it('holds a postponed game and lets go of it when it is on again, at the same revision', async () => {
    await ingest(test, [BEFORE]);
    await ingest(test, [`${BEFORE},postponed`], {}, ',status');
    expect(await gameOf(test, 'CHI')).toMatchObject({
      status: 'postponed',
      task: 'pending',
      hold: 'postponed',
    });
    const result = await ingest(test, [`${BEFORE},scheduled`], {}, ',status');
    expect(result).toMatchObject({ games_moved: 0, tasks_rescheduled: 0 });
    expect(await gameOf(test, 'CHI')).toMatchObject({ status: 'scheduled', hold: null, revision: 1 });
  });

  it('brings a task back to its window that was put off because the game was postponed', async () => {
    await ingest(test, [`${BEFORE},postponed`], {}, ',status');
    await test.app.database.db.execute(sql`update seeding_tasks set due_at = due_at + interval '9 days'`);
    await test.app.reconciler.run();
    const result = await ingest(test, [`${BEFORE},scheduled`], {}, ',status');
    expect(result).toMatchObject({ tasks_rescheduled: 1 });
    expect(await gameOf(test, 'CHI')).toMatchObject({ due: '2027-03-02T04:30:00.000Z', revision: 2 });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });

  it('plans an unknown time at the end of the day and drops the hold when the time is known', async () => {
    await ingest(test, ['2027-03-01,TBD,Bulls,Knicks']);
    expect(await gameOf(test, 'CHI')).toMatchObject({
      confirmed: false,
      hold: 'time_unknown',
      due: '2027-03-02T09:00:00.000Z',
    });
    const result = await ingest(test, [BEFORE]);
    expect(result).toMatchObject({ games_moved: 1, times_confirmed: 1, tasks_rescheduled: 1 });
    expect(await gameOf(test, 'CHI')).toMatchObject({
      confirmed: true,
      hold: null,
      due: '2027-03-02T04:30:00.000Z',
      revision: 2,
    });
    expect(await ingest(test, ['2027-03-01,,Bulls,Knicks'])).toMatchObject({
      games_unchanged: 1,
      games_moved: 0,
    });
  });

  it('takes a midnight for a time that nobody knows', async () => {
    await ingest(test, ['2027-03-01,00:00,Bulls,Knicks']);
    expect(await gameOf(test, 'CHI')).toMatchObject({ confirmed: false, hold: 'time_unknown' });
  });

  it('does not touch the task for another arena, week or score', async () => {
    // Long over, so that it may have a result.
    const played = '2025-03-01,19:30,Bulls,Knicks';
    await ingest(test, [played], { seasonYear: 2024 });
    const result = await ingest(
      test,
      [`${played},United Center,7,101,99`],
      { seasonYear: 2024 },
      ',venue,week,home_score,away_score',
    );
    expect(result).toMatchObject({ games_updated: 1, games_unchanged: 1, tasks_rescheduled: 0 });
    expect(await gameOf(test, 'CHI')).toMatchObject({ status: 'completed', task: 'pending', revision: 1 });
  });

  it('says in a dry run what the real one does, task by task', async () => {
    const mixed = [BEFORE, '2027-03-02,19:30,Suns,Jazz', '2027-03-02,19:30,Heat,Hornets'];
    await ingest(test, mixed);
    await test.app.database.db.execute(sql`
      update seeding_tasks set status = 'cancelled' where game_id = (select max(id) from games)`);
    const next = [
      AFTER,
      '2027-03-02,20:00,Suns,Jazz',
      '2027-03-03,19:30,Heat,Hornets',
      '2027-03-04,19:00,Nets,Kings',
    ];
    const dry = await ingest(test, next, { isDryRun: true });
    const real = await ingest(test, next);
    const { duration_ms: _d, dry_run: _r, changes, import_id: _i, tasks_enqueued: _e, ...said } = dry;
    expect(real).toMatchObject(said);
    expect(real).toMatchObject({ games_added: 1, games_moved: 3, tasks_created: 1, tasks_rescheduled: 2 });
    expect(changes).toHaveLength(4);
  });

  it('sets aside what would put two games on one day or one id on two games', async () => {
    const result = await ingest(
      test,
      [
        '2027-03-01,19:30,Bulls,Knicks,postponed,1',
        '2027-03-01,21:30,Bulls,Knicks,scheduled,2',
        '2027-03-03,21:30,Suns,Jazz,scheduled,3',
        '2027-03-04,21:30,Heat,Hornets,scheduled,3',
      ],
      {},
      ',status,external_game_id',
    );
    expect(result.games_added).toBe(2);
    expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'same_day_twice'],
      [5, 'external_id_twice'],
    ]);
  });

  it('sets aside a text that the database cannot hold, whatever is in it', async () => {
    const games = [
      { date: '2027-03-01', time: '19:30', home_team: 'Bulls', away_team: 'Knicks', venue: 'x'.repeat(300) },
      { date: '2027-03-02', time: '19:30', home_team: 'Suns', away_team: 'Jazz', venue: 'a\u0000b\ud800' },
      { date: '2027-03-03', time: '19:30', home_team: 'Heat\u0000x', away_team: 'Hornets' },
      { date: '2027-03-04', time: '19:30', home_team: 'Nets', away_team: 'Kings' },
    ];
    const ingestJson = () =>
      test.app.ingestService.ingest(requestOf(JSON.stringify({ games }), { format: 'json' }));
    const result = await ingestJson();
    expect(result.games_added).toBe(1);
    expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'unusable_text'],
      [2, 'unusable_text'],
      [3, 'unknown_team'],
    ]);
    expect((await ingestJson()).import_id).toBeUndefined();
  });

  it('whose publishing failed is published later, without a second ingest', async () => {
    await ingest(test, [BEFORE]);
    const { id } = await gameOf(test, 'CHI');
    await ingest(test, [AFTER]);
    // As after a crash between commit and publish: the queue has the old job, the task waits for its own.
    for (const job of await jobsOf(test, id)) await test.app.store.removeJob('seeding-nba', job);
    await test.app.database.db.execute(sql`update seeding_tasks set enqueued_at = null`);
    expect(await test.app.publisher.publishPending()).toBe(1);
    expect(await jobsOf(test, id)).toEqual([`game-${id}-first-r2`]);
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });
});
