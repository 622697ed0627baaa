import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import type { IngestRequest } from '../../src/schedule/ingest-request.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { ingest as ingestRows, timelineOf } from './ingesting.ts';

const ANNA = { name: 'operator anna', reason: 'moved to the other arena' };

/** Results contradict games to come: they have to be that whenever the test runs. */
const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

describe('rows that contradict a known game', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ clock: { ...systemClock(), nowMs: () => NOW_MS } });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(sql`truncate games, schedule_imports, schedule_quarantine cascade`);
  });

  const NFL = { sport: 'NFL', sourceName: 'nfl.csv' } as const;
  const ingest = (rows: readonly string[], more: Partial<IngestRequest> = {}) => ingestRows(test, rows, more);
  const games = () =>
    rowsOf<{ id: number; home: string; away: string; date: string; due: string }>(
      test.app.database.db,
      sql`select game.id, home.abbreviation as home, away.abbreviation as away, game.slate_date::text as date,
                 (task.due_at at time zone 'America/New_York')::date::text as due
          from games as game join teams as home on home.id = game.home_team_id
          join teams as away on away.id = game.away_team_id join seeding_tasks as task on task.game_id = game.id
          order by game.slate_date, game.id`,
    );
  const retry = (accept?: 'exchanged-sides' | 'second-meeting' | 'moved-games') =>
    test.app.quarantineService.retry({}, ANNA, accept ? { answers: { accept: [accept] } } : {});

  it('with home and away exchanged wait with the answer, and a retry that gives it exchanges them', async () => {
    await ingest(['2027-03-01,19:30,Bulls,Knicks']);
    const asked = await ingest(['2027-03-01,19:30,Knicks,Bulls']);
    expect(asked).toMatchObject({ games_added: 0, quarantined: [{ reason: 'sides_swapped' }] });
    expect(asked.questions).toMatchObject([
      { code: 'sides_swapped', rows: 1, answers: [{ flag: '--accept exchanged-sides', fits: 1 }] },
    ]);
    expect(await retry()).toMatchObject({ resolved: 0, questions: [{ code: 'sides_swapped' }] });

    const done = await retry('exchanged-sides');
    expect(done).toMatchObject({ resolved: 1, games_added: 0, still_open: [] });
    const [game] = await games();
    expect(game).toMatchObject({ home: 'NYK', away: 'CHI', date: '2027-03-01' });
    const [kind, message] = (await timelineOf(test, game?.id ?? 0)).at(-1) ?? [];
    expect(kind).toBe('schedule_changed');
    expect(message).toContain('home and away exchanged');
    expect(message).toContain(ANNA.reason);

    const undone = await test.app.ingestService.undo(done.import_ids[0] ?? 0, ANNA);
    expect(undone).toMatchObject({ ok: true, games_restored: 1 });
    expect(await games()).toMatchObject([{ home: 'CHI', away: 'NYK' }]);
  });

  it('with home and away exchanged go in at once where the file comes with the answer', async () => {
    await ingest(['2027-03-01,19:30,Bulls,Knicks']);
    const done = await ingest(['2027-03-01,20:00,Knicks,Bulls'], {
      accept: ['exchanged-sides'],
      acceptReason: 'arena burnt down',
    });
    expect(done).toMatchObject({ games_moved: 1, quarantined: [], questions: [] });
    const [game] = await games();
    expect(game).toMatchObject({ home: 'NYK', away: 'CHI' });
    expect((await timelineOf(test, game?.id ?? 0)).at(-1)?.[1]).toContain('arena burnt down');
  });

  it('with a flexed date wait beside the first, and go in as a move or as a second game', async () => {
    const rows = ['2026-12-13,13:00,Chiefs,Bills', '2026-12-14,20:15,Chiefs,Bills'];
    const asked = await ingest(rows, NFL);
    expect(asked).toMatchObject({ games_added: 1, tasks_created: 1 });
    expect(asked.questions).toMatchObject([
      {
        code: 'same_meeting_twice',
        answers: [{ flag: '--accept moved-games' }, { flag: '--accept second-meeting' }],
      },
    ]);
    expect(await games()).toMatchObject([{ date: '2026-12-13' }]);
    expect(await retry()).toMatchObject({ resolved: 0, still_open: [{ reason: 'same_meeting_twice' }] });
    expect(await retry('moved-games')).toMatchObject({ resolved: 1, games_added: 0, games_moved: 1 });
    expect(await games()).toMatchObject([{ date: '2026-12-14' }]);
  });

  it('with a second meeting go in as one when somebody says so', async () => {
    await ingest(['2026-12-13,13:00,Chiefs,Bills', '2026-12-20,13:00,Chiefs,Bills'], NFL);
    expect(await retry('second-meeting')).toMatchObject({ resolved: 1, games_added: 1, games_moved: 0 });
    expect(await games()).toMatchObject([{ date: '2026-12-13' }, { date: '2026-12-20' }]);
  });

  it('with another date of a seeded game make no second one without a word', async () => {
    await ingest(['2026-12-13,13:00,Chiefs,Bills'], NFL);
    await test.app.database.db.execute(
      sql`update games set status = 'completed', seeding_status = 'completed', home_score = 20, away_score = 10`,
    );
    const asked = await ingest(['2026-12-20,13:00,Chiefs,Bills'], NFL);
    expect(asked).toMatchObject({
      games_added: 0,
      games_moved: 0,
      quarantined: [{ reason: 'finished_game_other_date' }],
    });
    expect(await games()).toHaveLength(1);
    expect(await retry('second-meeting')).toMatchObject({ resolved: 1, games_added: 1 });
  });

  it('with a result before the start go in without it when somebody says so', async () => {
    const rows = ['2027-03-01,19:30,Bulls,Knicks,99,98,completed'];
    const columns = ',home_score,away_score,status';
    const asked = await ingestRows(test, rows, {}, columns);
    expect(asked.questions).toMatchObject([{ answers: [{ flag: '--accept planned-games' }] }]);
    const done = await ingestRows(test, rows, { accept: ['planned-games'] }, columns);
    expect(done).toMatchObject({ games_added: 1, quarantine_resolved: 1, quarantined: [] });
  });
});
