import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { loadGameToSeed } from '../../src/seeding/claim.ts';
import { followNewStart } from '../../src/seeding/follow-start.ts';
import type { IngestResult } from '../../src/schedule/ingest-request.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { NO_DRIFT, csvOf, driftOf, gameOf, ingest, jobsOf, requestOf, timelineOf } from './ingesting.ts';

const ANNA = { name: 'operator anna', reason: 'wrong file' };
/** A sync cancels games to come: they have to be that whenever the test runs. */
const NOW_MS = Date.parse('2027-02-01T12:00:00Z');

const BEFORE = '2027-03-01,19:30,Bulls,Knicks';
const AFTER = '2027-03-05,18:00,Bulls,Knicks';
const OTHER = '2027-03-02,19:30,Suns,Jazz';

describe('taking an import back', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ clock: { ...systemClock(), nowMs: () => NOW_MS } });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(
      sql`truncate games, schedule_imports, schedule_quarantine, team_aliases cascade`,
    );
    await test.app.reconciler.run();
  });

  const undo = (result: IngestResult | number) =>
    test.app.ingestService.undo(typeof result === 'number' ? result : (result.import_id ?? 0), ANNA);
  const count = () =>
    firstRow<{ games: number; tasks: number }>(
      test.app.database.db,
      sql`select (select count(*) from games) as games, (select count(*) from seeding_tasks) as tasks`,
    );

  it('removes the games that it added, with their tasks and jobs, and says so on the import', async () => {
    const first = await ingest(test, [BEFORE, OTHER, '2027-02-30,19:30,Nets,Kings']);
    const { id } = await gameOf(test, 'CHI');
    expect(await undo(first)).toMatchObject({
      ok: true,
      games_removed: 2,
      games_restored: 0,
      quarantine_discarded: 1,
    });
    expect(await count()).toEqual({ games: 0, tasks: 0 });
    expect(await jobsOf(test, id)).toEqual([]);
    expect(await driftOf(test)).toEqual(NO_DRIFT);
    const record = await firstRow(
      test.app.database.db,
      sql`select undone_at is not null as undone, undone_by, undo_result ->> 'reason' as reason from schedule_imports`,
    );
    expect(record).toEqual({ undone: true, undone_by: ANNA.name, reason: ANNA.reason });
    expect(await undo(first)).toMatchObject({
      ok: false,
      reason: 'conflict',
      message: expect.stringMatching(/already/),
    });
    expect(await ingest(test, [BEFORE])).toMatchObject({ games_added: 1, tasks_created: 1 });
  });

  it('puts games back to where they were, and their tasks and jobs with them', async () => {
    await ingest(test, ['2027-03-01,TBD,Bulls,Knicks', OTHER]);
    const original = await gameOf(test, 'CHI');
    const second = await ingest(test, [`${AFTER},United Center,9`, OTHER], {}, ',venue,week');
    expect(await gameOf(test, 'CHI')).toMatchObject({ confirmed: true, revision: 2 });
    expect(await undo(second)).toMatchObject({ ok: true, games_removed: 0, tasks_rescheduled: 1 });
    expect(await gameOf(test, 'CHI')).toEqual({ ...original, revision: 3 });
    expect(await jobsOf(test, original.id)).toEqual([`game-${original.id}-first-r3`]);
    expect(await driftOf(test)).toEqual(NO_DRIFT);
    const row = await firstRow(
      test.app.database.db,
      sql`select venue_name as venue, week, slate_date::text as date from games where id = ${original.id}`,
    );
    expect(row).toEqual({ venue: null, week: null, date: '2027-03-01' });
    expect((await timelineOf(test, original.id)).at(-1)).toEqual([
      'import_undone',
      expect.stringContaining('was taken back (wrong file)'),
    ]);
  });

  it('removes teams that only it brought, and keeps those that another import or a person uses', async () => {
    const { ingestService, leagueRegister, teamService, database } = test.app;
    const league = 'Westland Cup';
    await leagueRegister.add({ sport: 'FOOTBALL', name: league, timezone: 'Europe/Lisbon' }, ANNA);
    const file = (rows: readonly string[]) =>
      ingestService.ingest(
        requestOf(csvOf(rows, ',venue'), {
          sport: 'FOOTBALL',
          leagueName: league,
          accept: ['new-teams'],
          seasonYear: 2026,
        }),
      );
    const names = async () =>
      (await teamService.list({ sport: 'FOOTBALL', league })).map(({ name }) => name).toSorted();
    const first = await file([
      '2027-03-01,19:30,Ardeno,Bellimar,Sea Park',
      '2027-03-02,19:30,Corvaz,Dunlevo,Hill Park',
      '2027-03-03,19:30,Estrella Nova,Ardeno,River Park',
    ]);
    const second = await file(['2027-03-08,19:30,Bellimar,Falkor,Sea Park']);
    await teamService.addAlias({ sport: 'FOOTBALL', league, team: 'Dunlevo', alias: 'The Dunes' }, ANNA);
    const undone = await undo(first);
    expect(undone).toMatchObject({ ok: true, games_removed: 3, teams_removed: 3, venues_removed: 2 });
    expect(undone).toMatchObject({ message: expect.stringMatching(/Ardeno, Corvaz, Estrella Nova/) });
    expect(await names()).toEqual(['Bellimar', 'Dunlevo', 'Falkor']);
    // The last import that uses what an earlier one brought takes it with it.
    expect(await undo(second)).toMatchObject({ ok: true, teams_removed: 2, venues_removed: 1 });
    expect(await names()).toEqual(['Dunlevo']);
    const { rows } = await database.db.execute(sql`select name from venues`);
    expect(rows).toEqual([]);
  });

  it('leaves no new team behind where a strict ingest writes nothing', async () => {
    const { ingestService, leagueRegister, teamService } = test.app;
    const league = 'Eastland Cup';
    await leagueRegister.add({ sport: 'FOOTBALL', name: league, timezone: 'Europe/Lisbon' }, ANNA);
    const rows = ['2027-03-01,19:30,Gallop,Hortus', '2027-02-31,19:30,Gallop,Hortus'];
    const refused = await ingestService.ingest(
      requestOf(csvOf(rows), {
        sport: 'FOOTBALL',
        leagueName: league,
        accept: ['new-teams'],
        seasonYear: 2026,
        isStrict: true,
      }),
    );
    expect(refused).toMatchObject({ strict_refused: true, games_added: 0 });
    expect(await teamService.list({ sport: 'FOOTBALL', league })).toEqual([]);
  });

  it('brings back what a sync had cancelled, and takes a result back', async () => {
    // Long over, so that it may have a result.
    const played = '2026-07-02,19:30,Suns,Jazz';
    await ingest(test, [BEFORE, played]);
    const second = await ingest(test, [`${played},101,99`], { isSync: true }, ',home_score,away_score');
    expect(await gameOf(test, 'PHX')).toMatchObject({ status: 'completed' });
    expect(await undo(second)).toMatchObject({ ok: true, games_restored: 2, tasks_rescheduled: 1 });
    expect(await gameOf(test, 'CHI')).toMatchObject({
      status: 'scheduled',
      seeding: 'pending',
      task: 'pending',
    });
    expect(await gameOf(test, 'PHX')).toMatchObject({ status: 'scheduled', revision: 1 });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });

  it('leaves a start alone that the provider has given since, and does not remove such a game', async () => {
    const { db } = test.app.database;
    const first = await ingest(test, [BEFORE]);
    const second = await ingest(test, [`${AFTER},9`], {}, ',week');
    const { id } = await gameOf(test, 'CHI');
    const task = await firstRow<{ id: number }>(db, sql`select id from seeding_tasks where game_id = ${id}`);
    const taskId = task?.id ?? 0;
    const game = await loadGameToSeed(db, taskId);
    const newStartMs = Date.parse('2027-04-01T23:00:00Z');
    await db.transaction((tx) =>
      followNewStart(
        tx,
        { taskId, pass: 'first', fence: 1, game },
        { newStartMs, seedingDelayMs: 4 * 3_600_000, workerId: 'w' },
      ),
    );
    expect(await undo(second)).toMatchObject({ ok: true, games_restored: 1, tasks_rescheduled: 0 });
    expect(await gameOf(test, 'CHI')).toMatchObject({ at: new Date(newStartMs).toISOString() });
    const row = await firstRow(db, sql`select week, slate_date::text as date from games`);
    expect(row).toEqual({ week: null, date: '2027-04-01' });
    expect((await timelineOf(test, id)).at(-1)?.[1]).toMatch(/start that the provider/);
    const refusal = await undo(first);
    expect(refusal).toMatchObject({ ok: false, reason: 'conflict' });
    expect(refusal.message).toMatch(/New York Knicks at Chicago Bulls .* another start/);
  });

  it('goes back one import at a time, never past a later one', async () => {
    const first = await ingest(test, [BEFORE]);
    const second = await ingest(test, [AFTER]);
    const refusal = await undo(first);
    expect(refusal).toMatchObject({ ok: false, reason: 'conflict' });
    expect(refusal.message).toContain(`later imports (${second.import_id})`);
    expect(await undo(second)).toMatchObject({ ok: true });
    expect(await undo(first)).toMatchObject({ ok: true, games_removed: 1 });
    expect(await undo(12_345)).toMatchObject({ ok: false, reason: 'not_found' });
  });

  it.each(['running', 'completed'])('is refused as a whole when one task is %s', async (status) => {
    const first = await ingest(test, [BEFORE, OTHER]);
    const { id } = await gameOf(test, 'CHI');
    await test.app.database.db.execute(sql`
      update seeding_tasks set status = ${status}, lease_expires_at = now() + interval '1 hour' where game_id = ${id}`);
    const refusal = await undo(first);
    expect(refusal).toMatchObject({ ok: false, reason: 'conflict' });
    expect(refusal.message).toContain(`New York Knicks at Chicago Bulls on 2027-03-01 (game ${id})`);
    expect(await count()).toEqual({ games: 2, tasks: 2 });
  });

  it('is refused when another game stands where one would go back to', async () => {
    await ingest(test, [BEFORE]);
    const second = await ingest(test, [AFTER]);
    await ingest(test, [AFTER, BEFORE]);
    const refusal = await undo(second);
    expect(refusal).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await gameOf(test, 'CHI')).toMatchObject({ at: '2027-03-02T00:30:00.000Z' });
  });

  it('lets rows wait again that a retry had brought in', async () => {
    await ingest(test, ['2027-03-01,19:30,Hobbits,Knicks']);
    await test.app.teamService.addAlias({ sport: 'NBA', team: 'Bulls', alias: 'Hobbits' }, ANNA);
    const retried = await test.app.quarantineService.retry({}, ANNA);
    expect(await undo(retried.import_ids[0] ?? 0)).toMatchObject({
      ok: true,
      games_removed: 1,
      quarantine_reopened: 1,
    });
    expect(await test.app.quarantineService.retry({}, ANNA)).toMatchObject({ rows: 1, resolved: 1 });
  });
});
