import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import type { IngestRequest } from '../../src/schedule/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { gameOf, ingest as ingestRows } from './ingesting.ts';

const ANNA = { name: 'operator anna' };
const GOOD = '2027-03-02,19:30,Suns,Jazz';

describe('a row in quarantine that a newer file corrects', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(
      sql`truncate games, schedule_imports, schedule_quarantine, team_aliases cascade`,
    );
  });

  const ingest = (rows: readonly string[], sourceName = 'season.csv', more: Partial<IngestRequest> = {}) =>
    ingestRows(test, rows, { sourceName, ...more });
  const rows = () =>
    rowsOf<{ status: string; resolution: string | null }>(
      test.app.database.db,
      sql`select status, resolution from schedule_quarantine order by id`,
    );
  const games = () =>
    rowsOf<{ date: string; at: string }>(
      test.app.database.db,
      sql`select slate_date::text as date, to_char(game_datetime at time zone 'America/New_York', 'HH24:MI') as at
          from games order by slate_date, at`,
    );
  const teach = (alias: string, team: string) =>
    test.app.teamService.addAlias({ sport: 'NBA', league: 'NBA', team, alias }, ANNA);

  it.each<[string, string, string, string]>([
    [
      'another day and spelling',
      '2027-03-01,19:30,Bulls,Nickerbocks',
      '2027-03-03,18:00,Bulls,Knicks',
      'season.csv',
    ],
    ['another time', '2027-03-01,25:30,Bulls,Knicks', '2027-03-01,18:00,Bulls,Knicks', 'season.csv'],
    ['a date that exists', '2027-02-30,19:30,Bulls,Knicks', '2027-03-01,19:30,Bulls,Knicks', 'season.csv'],
    ['the missing side', '2027-03-01,19:30,Bulls,', '2027-03-01,19:30,Bulls,Knicks', 'season.csv'],
    [
      'the spelling, under another name',
      '2027-03-01,19:30,Bulls,Nickerbocks',
      '2027-03-01,19:00,Bulls,Knicks',
      'fixed.csv',
    ],
    [
      'the time, under another name',
      '2027-03-01,25:30,Bulls,Knicks',
      '2027-03-01,19:00,Bulls,Knicks',
      'fixed.csv',
    ],
  ])('with %s is closed, and no retry brings it back', async (_what, refused, corrected, name) => {
    const first = await ingest([refused, GOOD]);
    expect(first.quarantined).toHaveLength(1);
    const second = await ingest([corrected, GOOD], name);
    expect(second).toMatchObject({ games_added: 1, quarantine_superseded: 1, quarantined: [] });
    expect(await rows()).toEqual([
      {
        status: 'discarded',
        resolution: expect.stringContaining(`superseded by import ${second.import_id}`),
      },
    ]);
    const before = await games();
    await teach('Nickerbocks', 'New York Knicks');
    expect(await test.app.quarantineService.retry({}, ANNA)).toMatchObject({ rows: 0, games_added: 0 });
    expect(await games()).toEqual(before);
  });

  it('waits again when the newer import is taken back', async () => {
    await ingest(['2027-03-01,19:30,Bulls,Nickerbocks', GOOD]);
    const second = await ingest(['2027-03-01,19:30,Bulls,Knicks', GOOD]);
    expect(await test.app.ingestService.undo(second.import_id ?? 0, ANNA)).toMatchObject({
      quarantine_reopened: 1,
    });
    expect(await rows()).toEqual([{ status: 'open', resolution: null }]);
  });

  it('is replaced by its next version while that cannot be used either', async () => {
    await ingest(['2027-02-30,19:30,Bulls,Nickerbocks', GOOD]);
    const second = await ingest(['2027-03-01,19:30,Bulls,Nickerbocks', GOOD]);
    expect(second).toMatchObject({ quarantine_superseded: 1 });
    expect((await rows()).map(({ status }) => status)).toEqual(['discarded', 'open']);
  });

  it('is closed when the newer version of the file leaves it out', async () => {
    const more = [
      '2027-03-04,19:30,Heat,Hornets',
      '2027-02-20,19:30,Kings,Nets',
      '2027-02-21,19:30,Hawks,Magic',
    ];
    await ingest(['2027-03-01,19:30,Bulls,Nickerbocks', GOOD, ...more]);
    expect(await ingest([GOOD, ...more])).toMatchObject({ quarantine_superseded: 1, games_unchanged: 4 });
  });

  it('waits on when the newer list is about other games, also under the same name', async () => {
    await ingest(['2027-03-01,19:30,Bulls,Nickerbocks', GOOD], 'week.csv');
    await ingest(['2027-03-09,19:30,Bulls,Hawks', '2027-03-10,19:30,Suns,Knicks'], 'week.csv');
    await ingest(['2027-03-01,19:30,Heat,Hornets', '2027-03-04,19:30,Bulls,Knicks'], 'POST /admin/games');
    expect((await rows()).map(({ status }) => status)).toEqual(['open']);
  });

  it('is not read over a game that a newer import has moved', async () => {
    await ingest(['2027-03-01,19:30,Bulls,Nickerbocks']);
    await ingest(['2027-03-06,18:00,Bulls,Knicks'], 'other.csv');
    await teach('Nickerbocks', 'New York Knicks');
    const retried = await test.app.quarantineService.retry({}, ANNA);
    expect(retried).toMatchObject({ resolved: 0, games_added: 0, games_moved: 0 });
    expect(retried.still_open).toMatchObject([{ reason: 'superseded' }]);
    expect(await gameOf(test, 'CHI')).toMatchObject({ at: '2027-03-06T23:00:00.000Z' });
  });
});
