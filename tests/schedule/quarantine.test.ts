import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { createQuarantineQueries } from '../../src/schedule/quarantine-queries.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { NO_DRIFT, driftOf, gameOf, ingest, requestOf, timelineOf } from './ingesting.ts';

const ANNA = { name: 'operator anna', reason: 'spelling of the league site' };

describe('quarantine and taught names', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(
      sql`truncate games, schedule_imports, schedule_quarantine, team_aliases, team_alias_changes cascade`,
    );
    await test.app.reconciler.run();
  });

  const statuses = () =>
    rowsOf<{ line: number; status: string; reason: string; by: string | null }>(
      test.app.database.db,
      sql`select line, status, reason, resolved_by as by from schedule_quarantine order by line`,
    );
  const teach = (alias: string, team: string) =>
    test.app.teamService.addAlias({ sport: 'NBA', team, alias }, ANNA);

  it('brings in the rows that a taught name makes readable, and keeps the others with their reason', async () => {
    await ingest(test, [
      '2027-03-01,19:30,Windy City Hoopers,Knicks',
      '2027-03-02,20:00,Windy City Hoopers,Hobbits',
      '2027-02-30,19:30,Suns,Jazz',
    ]);
    const taught = await teach('Windy City Hoopers', 'Bulls');
    expect(taught).toMatchObject({ ok: true, team: 'Chicago Bulls', is_new: true, quarantined_readable: 1 });

    const result = await test.app.quarantineService.retry({}, ANNA);
    expect(result).toMatchObject({ rows: 3, resolved: 1, games_added: 1, tasks_created: 1, not_open: [] });
    expect(result.still_open.map(({ reason }) => reason).toSorted()).toEqual(['bad_date', 'unknown_team']);
    expect(await statuses()).toEqual([
      { line: 2, status: 'retried', reason: 'unknown_team', by: ANNA.name },
      { line: 3, status: 'open', reason: 'unknown_team', by: null },
      { line: 4, status: 'open', reason: 'bad_date', by: null },
    ]);
    const game = await gameOf(test, 'CHI');
    expect(game).toMatchObject({ at: '2027-03-02T00:30:00.000Z', task: 'pending' });
    expect(await timelineOf(test, game.id)).toEqual([
      ['ingested', expect.stringMatching(/^Ingested from test\.csv \(import \d+\)\.$/)],
    ]);
    expect(await driftOf(test)).toEqual(NO_DRIFT);
    expect(await test.app.quarantineService.retry({}, ANNA)).toMatchObject({
      rows: 2,
      resolved: 0,
      import_ids: [],
    });
  });

  it('retries by id, by sport, season and reason', async () => {
    await ingest(test, ['2027-03-01,19:30,Hobbits,Knicks', '2027-02-30,19:30,Suns,Jazz']);
    const { retry } = test.app.quarantineService;
    const [first] = await rowsOf<{ id: number }>(
      test.app.database.db,
      sql`select id from schedule_quarantine order by id`,
    );
    expect(await retry({ ids: [first?.id ?? 0, 999_999] }, ANNA)).toMatchObject({
      rows: 1,
      not_open: [999_999],
    });
    expect(await retry({ sport: 'NBA', season: 2026, reason: 'bad_date' }, ANNA)).toMatchObject({ rows: 1 });
    expect(await retry({ sport: 'NFL' }, ANNA)).toMatchObject({ rows: 0, resolved: 0 });
    expect(await retry({ season: 2025 }, ANNA)).toMatchObject({ rows: 0 });
  });

  it('reads a row again as its file was read: columns, date format, zone and placeholder times', async () => {
    const text = [
      'Spieltag;Datum;Anstoß;Heim;Gast',
      '13;05.12.2026;15:30;Die Bayern aus München;Stuttgart',
    ].join('\n');
    await test.app.ingestService.ingest(
      requestOf(text, {
        sport: 'FOOTBALL',
        leagueName: 'D1',
        columns: { week: 'Spieltag', date: 'Datum', time: 'Anstoß', home: 'Heim', away: 'Gast' },
        dateFormat: 'dd.MM.yyyy',
        timezone: 'Europe/London',
      }),
    );
    expect(await statuses()).toMatchObject([{ status: 'open', reason: 'unknown_team' }]);
    const order = {
      sport: 'FOOTBALL',
      league: 'Bundesliga',
      team: 'Bayern',
      alias: 'Die Bayern aus München',
    } as const;
    expect(await test.app.teamService.addAlias(order, ANNA)).toMatchObject({
      ok: true,
      quarantined_readable: 1,
    });
    expect(await test.app.quarantineService.retry({ sport: 'FOOTBALL' }, ANNA)).toMatchObject({
      resolved: 1,
    });
    expect(await gameOf(test, 'FCB')).toMatchObject({ at: '2026-12-05T15:30:00.000Z', confirmed: true });
  });

  it('does not believe a placeholder time because its row comes alone the second time', async () => {
    const rows = ['2027-03-01,00:00,Hobbits,Knicks', '2027-03-02,00:00,Suns,Jazz'];
    await ingest(test, rows);
    await teach('Hobbits', 'Bulls');
    await test.app.quarantineService.retry({}, ANNA);
    expect(await gameOf(test, 'CHI')).toMatchObject({ confirmed: false, hold: 'time_unknown' });
  });

  it('closes a waiting row when the same row comes in with a later file', async () => {
    const rows = ['2027-03-01,19:30,Hobbits,Knicks'];
    await ingest(test, rows);
    await teach('Hobbits', 'Bulls');
    expect(await ingest(test, rows)).toMatchObject({ games_added: 1, quarantine_resolved: 1 });
    expect(await statuses()).toMatchObject([{ status: 'retried', by: 'test' }]);
  });

  it('lists rows whose league nobody knows as well', async () => {
    const csv = 'date,time,home_team,away_team,league\n2026-12-05,15:00,Ajax,PSV,Eredivisie';
    await test.app.ingestService.ingest(requestOf(csv, { sport: 'FOOTBALL' }));
    const page = await createQuarantineQueries(test.app.database).list({ sport: 'FOOTBALL' });
    expect(page.items).toMatchObject([{ reason: 'unknown_league', league: null, sport: 'FOOTBALL' }]);
  });

  it('keeps a row that meets a known game in a new way under its newest reason, once', async () => {
    await ingest(test, ['2027-03-01,19:30,Knicks,Bulls']);
    await ingest(test, ['2027-03-01,19:30,Hobbits,Knicks']);
    await teach('Hobbits', 'Bulls');
    const result = await test.app.quarantineService.retry({}, ANNA);
    expect(result.still_open).toMatchObject([{ reason: 'sides_swapped' }]);
    expect(await statuses()).toMatchObject([{ status: 'open', reason: 'sides_swapped' }]);
  });

  it('gives a row up once, with who and why', async () => {
    await ingest(test, ['2027-02-30,19:30,Suns,Jazz']);
    const { items } = await createQuarantineQueries(test.app.database).list();
    const id = items[0]?.id ?? 0;
    const { discard } = test.app.quarantineService;
    expect(await discard(id, ANNA)).toMatchObject({ ok: true });
    expect(await discard(id, ANNA)).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await discard(999_999, ANNA)).toMatchObject({ ok: false, reason: 'not_found' });
    expect(await statuses()).toMatchObject([{ status: 'discarded', by: ANNA.name }]);
    expect(await test.app.quarantineService.retry({}, ANNA)).toMatchObject({ rows: 0 });
  });

  it('refuses a name that means another team, an unknown team and an empty name', async () => {
    expect(await teach('Celtics', 'Bulls')).toMatchObject({
      ok: false,
      reason: 'conflict',
      suggestions: ['Boston Celtics'],
    });
    expect(await teach('Bulls', 'Chicago Bulls')).toMatchObject({ ok: true, is_new: false });
    expect(await teach('Hobbits', 'Chicgo Bulls')).toMatchObject({
      ok: false,
      reason: 'not_found',
      suggestions: ['Chicago Bulls'],
    });
    expect(await teach(' – ', 'Bulls')).toMatchObject({ ok: false, reason: 'invalid' });
    expect(await teach('Hobbits', 'Bulls')).toMatchObject({ ok: true, is_new: true });
    expect(await teach('HOBBITS', 'Suns')).toMatchObject({ ok: false, reason: 'conflict' });
    const football = { sport: 'FOOTBALL', team: 'Arsenal', alias: 'Gooners' } as const;
    expect(await test.app.teamService.addAlias(football, ANNA)).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
  });

  it('teaches a name that several teams share, and only for its league', async () => {
    const order = {
      sport: 'FOOTBALL',
      league: 'Premier League',
      team: 'Manchester United',
      alias: 'United',
    } as const;
    expect(await test.app.teamService.addAlias(order, ANNA)).toMatchObject({ ok: true, is_new: true });
    const answers = await test.app.teamService.resolve({ sport: 'FOOTBALL', name: 'United' });
    const known = answers?.filter(({ resolution }) => resolution.ok).map(({ league }) => league);
    expect(known).toEqual(['Premier League']);
    expect(
      await test.app.teamService.resolve({ sport: 'FOOTBALL', league: 'Eredivisie', name: 'Ajax' }),
    ).toBeUndefined();
  });

  it('takes a taught name back and remembers both', async () => {
    await teach('Hobbits', 'Bulls');
    const [bulls] = await test.app.teamService.list({ sport: 'NBA', text: 'hobbits' });
    expect(bulls).toMatchObject({ name: 'Chicago Bulls', abbreviation: 'CHI', aliases: ['Hobbits'] });
    const order = { sport: 'NBA', alias: 'hobbits' } as const;
    expect(await test.app.teamService.removeAlias(order, ANNA)).toMatchObject({
      ok: true,
      team: 'Chicago Bulls',
    });
    expect(await test.app.teamService.removeAlias(order, ANNA)).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
    const changes = await rowsOf<{ action: string; actor: string }>(
      test.app.database.db,
      sql`select action, actor from team_alias_changes order by id`,
    );
    expect(changes).toEqual([
      { action: 'added', actor: ANNA.name },
      { action: 'removed', actor: ANNA.name },
    ]);
    expect(await test.app.teamService.list({ sport: 'NBA' })).toHaveLength(30);
  });
});
