import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followIdentities } from '../../src/availability/follow-identities.ts';
import { listInjuries, listInjuryQuestions } from '../../src/availability/list-injuries.ts';
import { loadInjuries } from '../../src/availability/load/load-injuries.ts';
import { joinedWeeks, weekSpan } from '../../src/availability/load/week-spans.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { players } from '../../src/db/schema/reference.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

const ZONE = 'America/New_York';

describe('a week of reports', () => {
  it('is from Tuesday to Tuesday around its first game, by the clocks of the league', () => {
    const iso = (day: string) => {
      const { fromMs, toMs } = weekSpan(day, ZONE);
      return [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
    };
    expect(iso('2025-09-04')).toEqual(['2025-09-02T04:00:00.000Z', '2025-09-09T04:00:00.000Z']);
    expect(iso('2025-09-02')).toEqual(iso('2025-09-08'));
    // The clocks change on the Sunday: the week is an hour longer.
    expect(iso('2025-10-30')).toEqual(['2025-10-28T04:00:00.000Z', '2025-11-04T05:00:00.000Z']);
  });

  it('is one with the next where that says the same', () => {
    const week = (number: number, status: string) => ({ fromMs: number, toMs: number + 1, status });
    expect(joinedWeeks([week(3, 'Out'), week(1, 'Out'), week(2, 'Out'), week(5, 'Out')])).toEqual([
      { fromMs: 1, toMs: 4, status: 'Out' },
      { fromMs: 5, toMs: 6, status: 'Out' },
    ]);
    expect(joinedWeeks([week(1, 'Out'), week(2, 'Doubtful')])).toHaveLength(2);
  });
});

/** Schedules and lists as they are published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const LIST = `${SHARED}boxscores/nflverse_injuries_2025.csv`;
if (!existsSync(LIST)) console.warn(`skipped: the published injuries are absent (${SHARED})`);

describe('a list of injuries', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  const load = (content: string | (() => Readable), isDryRun = false) => {
    const open = () =>
      Promise.resolve(typeof content === 'string' ? Readable.from([Buffer.from(content)]) : content());
    const { clock, parserVersion } = test.app;
    return loadInjuries(
      { db: db(), clock, parserVersion },
      { open, sourceName: 'injuries.csv', isDryRun, actor: 'test' },
    );
  };
  const list = (...rows: string[]) => ['season,week,team,full_name,report_status', ...rows].join('\n');
  beforeAll(async () => {
    test = await createTestApp();
    // The first games of each week, as the league's calendar of 2025 has them.
    const visitors = 'DAL NYG WAS CHI DET GB MIN ATL CAR NO TB ARI SF'.split(' ');
    const weeks = visitors.map((visitor, index) => {
      const day = new Date(Date.UTC(2025, 8, 4 + 7 * index)).toISOString().slice(0, 10);
      return `2025_${index + 1}_A,2025,REG,${index + 1},${day},Thursday,20:15,${visitor},,PHI,,Home,Shawn Hochuli`;
    });
    const head =
      'game_id,season,game_type,week,gameday,weekday,gametime,away_team,away_score,home_team,home_score,location,referee';
    const asked = { sport: 'NFL', seasonYear: 2025, past: 'none', isStrict: false } as const;
    const ingest = (text: string) => test.app.ingestService.ingest(ingestRequest(text, asked));
    expect(await ingest([head, ...weeks].join('\n'))).toMatchObject({ games_added: 13 });
    // The same file names the same officials: nothing is written. Another name takes the place of the first.
    expect(await ingest([head, ...weeks].join('\n'))).not.toHaveProperty('import_id');
    const other = weeks.map((row, index) =>
      index === 0 ? row.replace('Shawn Hochuli', 'Clete Blakeman') : row,
    );
    expect(await ingest([head, ...other].join('\n'))).toMatchObject({ import_id: expect.any(Number) });
  });
  afterAll(() => test?.close());

  it('stands beside officials whom the schedule names', async () => {
    const named = await rowsOf(
      db(),
      sql`select official_name as name, role, source, gone_at is not null as is_gone, count(*)::int as games
          from game_officials group by 1, 2, 3, 4 order by 1, 4`,
    );
    expect(named).toEqual([
      { name: 'Clete Blakeman', role: 'Referee', source: 'nflverse', is_gone: false, games: 1 },
      { name: 'Shawn Hochuli', role: 'Referee', source: 'nflverse', is_gone: false, games: 12 },
      { name: 'Shawn Hochuli', role: 'Referee', source: 'nflverse', is_gone: true, games: 1 },
    ]);
  });

  it('becomes spans of weeks, changes nothing in a dry run or twice, and sets aside what it cannot use', async () => {
    const rows = [
      '2025,1,PHI,Ann Example,Out',
      '2025,2,PHI,Ann Example,Out',
      '2025,3,PHI,Ann Example,Questionable',
      '2025,3,PHI,Ann Example,Questionable',
      '2025,19,PHI,Ann Example,Out',
      '2025,1,XYZ,Ann Example,Out',
      '2025,1,PHI,,Out',
    ];
    const counts = { rows: 7, added: 3, same: 0, repeated: 1, quarantined: 3, spans: 2, unknown: 1 };
    expect(await load(list(...rows), true)).toMatchObject({ ...counts, dry_run: true, run_id: null });
    expect(await rowsOf(db(), sql`select count(*)::int as all from injuries`)).toEqual([{ all: 0 }]);
    const loaded = await load(list(...rows));
    expect(loaded).toMatchObject({
      ...counts,
      league: 'NFL',
      by_reason: { unknown_week: 1, unknown_team: 1, missing_value: 1 },
    });
    expect(loaded.quarantined_rows.map(({ line, field }) => [line, field])).toEqual([
      [6, 'week'],
      [7, 'team'],
      [8, 'full_name'],
    ]);
    expect(await load(list(...rows))).toMatchObject({ ...counts, added: 0, same: 3 });
    const spans = () =>
      rowsOf(db(), sql`select status, lower(valid) as from, upper(valid) as to from injuries order by valid`);
    const day = (text: string) => new Date(`${text}T04:00:00Z`);
    expect(await spans()).toEqual([
      { status: 'Out', from: day('2025-09-02'), to: day('2025-09-16') },
      { status: 'Questionable', from: day('2025-09-16'), to: day('2025-09-23') },
    ]);
    // A file that tells more makes the span longer.
    await load(list(...rows, '2025,4,PHI,Ann Example,Questionable'));
    expect((await spans()).at(-1)).toMatchObject({ to: day('2025-09-30') });
    // One that tells a single week leaves the others as they are.
    await load(list('2025,1,PHI,Ann Example,Out'));
    expect(await spans()).toMatchObject([{ to: day('2025-09-16') }, { to: day('2025-09-30') }]);
    const at = await listInjuries(db(), { at: new Date('2025-09-10T12:00Z') });
    expect(at.map(({ player, status }) => [player, status])).toEqual([['Ann Example', 'Out']]);
  });

  it('takes no two players for one, and no word where it says two', async () => {
    const rows = [
      '2025,6,PHI,Bob Example,Out',
      '2025,6,PHI,Bob Example Jr.,Questionable',
      '2025,7,PHI,Bob Example,Out',
      '2025,7,PHI,Bob Example,Doubtful',
      '2025,8,PHI,De Example,Out',
      "2025,8,PHI,D'e Example,Out",
    ];
    const loaded = await load(list(...rows));
    expect(loaded).toMatchObject({
      added: 2,
      repeated: 0,
      spans: 2,
      unknown: 2,
      by_reason: { two_statuses: 2, two_names: 2 },
    });
    expect(loaded.quarantined_rows).toMatchObject([
      { line: 4, field: 'report_status', value: 'Out' },
      { line: 5, field: 'report_status', value: 'Doubtful' },
      {
        line: 6,
        field: 'full_name',
        problem: expect.stringContaining("De Example and D'e Example (lines 6, 7)"),
      },
      { line: 7, field: 'full_name' },
    ]);
    await db().execute(sql`delete from injuries where player_name like 'Bob%'`);
  });

  it('is nobody by team and name alone: a question that a person answers, with its whole history', async () => {
    const [eagles] = await rowsOf<{ id: number; sport: number }>(
      db(),
      sql`select id, sport_id as sport from teams where name = 'Philadelphia Eagles'`,
    );
    const [player] = await db()
      .insert(players)
      .values({ sportId: eagles?.sport ?? 0, fullName: 'Ann Example', currentTeamId: eagles?.id ?? 0 })
      .returning({ id: players.id });
    await load(list('2025,1,PHI,Ann Example,Out'));
    const [question] = await listInjuryQuestions(db(), { from: new Date('2025-09-01'), sport: 'NFL' });
    expect(question).toMatchObject({
      external_id: '2025:PHI:ann_example',
      candidates: [{ player_id: player?.id }],
    });
    const actor = { kind: 'operator', name: 'test' } as never;
    const link = {
      sport: 'NFL',
      type: 'player',
      provider: 'nflverse',
      externalId: '2025:PHI:ann_example',
    } as const;
    await test.app.identityRegister.link({ ...link, entity: player?.id ?? 0 }, actor);
    const known = () => rowsOf(db(), sql`select distinct player_id as id from injuries`);
    expect(await followIdentities(db())).toBeGreaterThan(0);
    expect(await known()).toEqual([{ id: player?.id }]);
    await test.app.identityRegister.unlink(link, actor);
    await followIdentities(db());
    expect(await known()).toEqual([{ id: null }]);
  });

  it.each([
    ['without a column', 'season,week,team,name\n2025,1,PHI,Ann', /full_name, report_status/],
    ['without a row', 'season,week,team,full_name,report_status\n', /no rows/],
    ['of teams that nobody knows', list('2025,1,ZZZ,Ann Example,Out'), /which league/],
  ])('is refused %s', async (_words, text, problem) => {
    await expect(load(text)).rejects.toThrow(problem);
  });

  it.skipIf(!existsSync(LIST))('as it was published is read whole', async () => {
    const result = await load(() => createReadStream(LIST));
    expect(result).toMatchObject({ rows: 4_442, quarantined: 0, repeated: 0 });
    expect(result.added).toBe(4_442);
    expect(await load(() => createReadStream(LIST))).toMatchObject({ added: 0, same: 4_442 });
  });
});
