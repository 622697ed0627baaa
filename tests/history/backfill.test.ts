import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { takenBack } from '../../src/db/taken-back.ts';
import type { HistoryPart } from '../../src/domain/history.ts';
import { backfillUnits } from '../../src/monitoring/facts/backfill-units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { runCli } from '../cli/run-cli.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const SCOREBOARD = '/apis/site/v2/sports/basketball/nba/scoreboard';

/** Away first. */
const GAMES = [
  ['BOS', 'MIA', '2025-01-10T00:30:00Z'],
  ['LAL', 'GSW', '2025-01-10T03:00:00Z'],
  ['MIA', 'BOS', '2025-01-12T00:30:00Z'],
  ['GSW', 'LAL', '2025-01-14T03:00:00Z'],
] as const;

const KEY = 'back-fill-key';
/** A game that only Goalserve and API-Sports are asked about. */
const OF_GOALSERVE = { away: 'CHI', home: 'NYK', startMs: Date.parse('2025-03-05T00:30:00Z') };

function simulated(provider: 'espn' | 'the-odds-api' | 'goalserve'): SimulatedProvider {
  return createSimulatedProvider({
    sport: 'NBA',
    provider,
    seed: 5,
    clock: systemClock(),
    logger: silentLogger(),
    key: KEY,
    dials: { plan: 'ultra', perSecond: 1_000 },
  });
}

describe('a back-fill of the past', () => {
  let world: SeedingWorld;
  let espn: SimulatedProvider;
  let odds: SimulatedProvider;
  let goalserve: SimulatedProvider;
  const calls = (): number => espn.stats().byEndpoint[SCOREBOARD]?.total ?? 0;
  const ended = (id: number) =>
    world.until(`(select status not in ('running') from backfills where id = ${id})`);
  const range = (from: string, to: string, parts: readonly HistoryPart[] = ['schedule']) => ({
    league: 'NBA',
    from: { day: from },
    to: { day: to },
    source: 'espn',
    parts,
  });
  async function start(from: string, to: string) {
    const answer = await world.app.historyBackfills.start(range(from, to), { actor: 'operator' });
    if (!answer.ok) throw new Error(answer.message);
    return answer;
  }

  beforeAll(async () => {
    espn = simulated('espn');
    odds = simulated('the-odds-api');
    goalserve = simulated('goalserve');
    const settings: Record<string, string> = { BOX_SCORE_SOURCES: 'espn', THE_ODDS_API_PLAN: '20k' };
    for (const [name, server] of Object.entries({ espn, 'the-odds-api': odds, goalserve })) {
      const { url } = await server.start();
      const asked = GAMES.map(([away, home, at]) => ({ away, home, startMs: Date.parse(at) }));
      server.addGames(name === 'goalserve' ? [OF_GOALSERVE] : asked);
      Object.assign(settings, simulatedSport('NBA', name as 'espn').settings({ url, key: KEY }));
    }
    world = await createSeedingWorld({
      store: 'postgres',
      environment: settings,
    });
    await world.startWorkers();
  });
  afterAll(async () => {
    await world.close();
    for (const server of [espn, odds, goalserve]) await server.stop();
  });

  it('is begun, waited for and shown by the commands of its document, which cost what is not read yet', async () => {
    const page = await readFile(new URL('../../docs/backfill.md', import.meta.url), 'utf8');
    const commands = [...page.matchAll(/^npm run -s scoracle -- (.+)$/gm)].map(([, words = '']) =>
      words.split(' '),
    );
    expect(commands.length).toBeGreaterThan(4);
    for (const words of commands) {
      const run = await runCli(words, { environment: world.test.environment });
      expect({ words, exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
    }
    const shown = await runCli(['backfill', 'status', '1', '--json'], {
      environment: world.test.environment,
    });
    expect(JSON.parse(shown.stdout)).toMatchObject({
      backfill: { id: 1, status: 'completed', units_done: 1, calls: 3 },
      units: [{ unit: '2025-01', part: 'schedule', source: 'espn', rows_added: 3, cursor: '2025-01-11' }],
    });
    expect(calls()).toBe(3);
  });

  it('brings the results of the days in, a call for each, and none again for what is read', async () => {
    const rows = await rowsOf<{ at: string }>(
      world.app.database.db,
      sql`select slate_date::text as at from games where status = 'completed' and home_score is not null
          and home_score = (select sum(points) from unnest(home_period_scores) as points)
          and away_score = (select sum(points) from unnest(away_period_scores) as points)
          and cardinality(home_period_scores) >= 4
          and result_run_id like 'backfill_history/%' order by game_datetime`,
    );
    expect(rows.map(({ at }) => at)).toEqual(['2025-01-09', '2025-01-09', '2025-01-11']);
    const again = await start('2025-01-09', '2025-01-11');
    expect(again).toMatchObject({ isNew: false, backfill: { id: 1, status: 'completed', done: 1 } });
    expect(again.outlook).toMatchObject({ units_done: 1, estimate: { units: 0, calls: 0 } });
    expect(calls()).toBe(3);
  });

  it('reads only the days that are missing', async () => {
    const { backfill } = await start('2025-01-09', '2025-01-13');
    await ended(backfill.id);
    expect(calls()).toBe(5);
    expect(await world.app.historyBackfills.units(backfill.id)).toMatchObject([
      {
        unit: '2025-01',
        status: 'completed',
        from_day: '2025-01-09',
        to_day: '2025-01-13',
        calls: 5,
        rows_added: 4,
      },
    ]);
    // Days before what is read: the rest comes from the answers that are kept.
    const earlier = await start('2025-01-08', '2025-01-13');
    await ended(earlier.backfill.id);
    expect(calls()).toBe(6);
    expect(await firstRow(world.app.database.db, sql`select count(*)::int as games from games`)).toEqual({
      games: 4,
    });
  });

  it('rests while it is paused, and goes on where it was', async () => {
    espn.setDials({ endpoints: { [SCOREBOARD]: { latencyMs: 300 } } });
    const { backfill } = await start('2025-02-01', '2025-02-05');
    await world.until(`(select cursor >= '2025-02-03' from backfill_progress where unit = '2025-02')`);
    expect(await world.app.historyBackfills.pause(backfill.id, 'operator')).toMatchObject({ ok: true });
    const { cursor } = (await world.app.historyBackfills.units(backfill.id))[0] ?? {};
    const held = await world.app.historyBackfills.start(range('2025-02-01', '2025-02-05'), {
      actor: 'operator',
    });
    expect(held).toMatchObject({ ok: false, reason: 'conflict' });
    const resumed = await world.app.historyBackfills.start(range('2025-02-01', '2025-02-05'), {
      actor: 'operator',
      isResumed: true,
    });
    expect(resumed).toMatchObject({ ok: true, backfill: { id: backfill.id, status: 'running' } });
    expect((await world.app.historyBackfills.units(backfill.id))[0]?.cursor).toBe(cursor);
    await ended(backfill.id);
    expect(calls()).toBe(11);
  });

  it('reads box scores of the month by seeding, as the last priority', async () => {
    const order = { actor: 'operator' };
    const answer = await world.app.historyBackfills.start(
      range('2025-01-09', '2025-01-09', ['box-scores']),
      order,
    );
    if (!answer.ok) throw new Error(answer.message);
    await ended(answer.backfill.id);
    expect(await world.app.historyBackfills.get(answer.backfill.id)).toMatchObject({
      status: 'completed',
      rows_read: 2,
      rows_added: 2,
    });
    const seeded = sql`select slate_date::text as at, count(*)::int as games from games
                       where seeding_status = 'completed' group by 1`;
    expect(await rowsOf(world.app.database.db, seeded)).toEqual([{ at: '2025-01-09', games: 2 }]);
  });

  it('asks for prices just before each wave of starts, within what is left of the credits, and links them', async () => {
    const request = { ...range('2025-01-09', '2025-01-13', ['odds']), source: 'the-odds-api' };
    const answer = await world.app.historyBackfills.start(request, { actor: 'operator' });
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.outlook).toMatchObject({ estimate: { calls: 4, credits: 120 }, credits_left: 18_550 });
    await ended(answer.backfill.id);
    expect(await world.app.historyBackfills.get(answer.backfill.id)).toMatchObject({
      status: 'completed',
      calls: 4,
      credits: 120,
    });
    const facts = await firstRow(
      world.app.database.db,
      sql`select count(distinct event.game_id)::int as games, count(*) > 20 as has_prices,
                 bool_and(change.captured_at < game.game_datetime) as are_before
          from odds_changes as change join odds_events as event on event.id = change.event_id
          join games as game on game.id = event.game_id`,
    );
    expect(facts).toEqual({ games: 4, has_prices: true, are_before: true });
    expect(odds.stats().total).toBe(4);
    // Another moment is read by itself, six hours before the starts.
    const more = await world.app.historyBackfills.start(
      { ...request, moments: ['close', '6h'] },
      { actor: 'operator' },
    );
    if (!more.ok) throw new Error(more.message);
    expect(more.outlook).toMatchObject({
      units_done: 1,
      estimate: { calls: 4, credits: 120, by: [{ odds_at: '6h', units: 1 }] },
    });
    await ended(more.backfill.id);
    expect(odds.stats().total).toBe(8);
    const [earliest] = await rowsOf<{ hours: number }>(
      world.app.database.db,
      sql`select max(extract(epoch from game.game_datetime - change.captured_at) / 3600)::float8 as hours
          from odds_changes as change join odds_events as event on event.id = change.event_id
          join games as game on game.id = event.game_id`,
    );
    expect(earliest?.hours).toBeGreaterThanOrEqual(6);
    // What back-fills spend is none of the collection's.
    const { outlook } = await world.app.historyBackfills.start(request, { actor: 'operator' });
    expect(outlook).toMatchObject({ units_done: 1, estimate: { credits: 0 } });
  });

  it('asks before it costs more than is left, and names who tells what a source does not', async () => {
    const request = { ...range('2021-01-01', '2022-12-31', ['odds']), source: 'the-odds-api' };
    const dear = await world.app.historyBackfills.start(request, { actor: 'operator' });
    expect(dear).toMatchObject({ ok: false, reason: 'costs' });
    const wrong = [
      'backfill',
      '--league',
      'NFL',
      '--from',
      '2024',
      '--source',
      'goalserve',
      '--what',
      'schedule',
      '--json',
    ];
    const run = await runCli(wrong, { environment: world.test.environment });
    expect(run.exitCode).toBe(64);
    expect(run.stdout).toMatch(/espn/);
  });

  it('reads days of Goalserve, and a season of API-Sports once for all of its months', async () => {
    const days = { ...range('2025-03-04', '2025-03-04'), source: 'goalserve' };
    const first = await world.app.historyBackfills.start(days, { actor: 'operator' });
    if (!first.ok) throw new Error(first.message);
    await ended(first.backfill.id);
    expect(await world.app.historyBackfills.get(first.backfill.id)).toMatchObject({
      calls: 1,
      rows_added: 1,
    });
    world.provider.addGames([OF_GOALSERVE]);
    const before = world.provider.stats().byEndpoint['/games']?.total ?? 0;
    const season = { ...range('2025-03-01', '2025-04-30'), source: 'api-sports' };
    const second = await world.app.historyBackfills.start(season, { actor: 'operator' });
    if (!second.ok) throw new Error(second.message);
    await ended(second.backfill.id);
    expect(await world.app.historyBackfills.get(second.backfill.id)).toMatchObject({
      status: 'completed',
      units_done: 2,
      calls: 1,
      rows_added: 0,
    });
    expect((world.provider.stats().byEndpoint['/games']?.total ?? 0) - before).toBe(1);
  });

  it('reads files as published by months, asks nobody, and reads again only what changed or was refused', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-past-'));
    const file = path.join(folder, 'lines.csv');
    const header =
      'season,date,regular,playoffs,away,home,score_away,score_home,whos_favored,spread,total,moneyline_away,moneyline_home,h2_spread,h2_total,id_spread,id_total';
    const row = (date: string, score: string, spread: string) =>
      `2023,${date},True,False,bos,mia,${score},home,${spread},210.5,150,-170,3,105,1,1`;
    const rows = [
      row('2023-01-03', '99,101', '3.5'),
      row('2023-01-10', '88,90', '4'),
      row('2023-02-04', '90,95', '5'),
    ];
    const write = (lines: readonly string[]) => writeFile(file, [header, ...lines, ''].join('\n'));
    let endsWith = 0;
    const command = async (...words: string[]) => {
      const run = await runCli(['backfill', '--file', file, ...words, '--json'], {
        environment: world.test.environment,
      });
      expect({ stderr: run.stderr, exitCode: run.exitCode }).toMatchObject({ exitCode: endsWith });
      return JSON.parse(run.stdout) as { outlook: object; backfill: { id: number } };
    };
    const asked = calls();
    await write(rows);
    expect(await command('--estimate')).toMatchObject({
      outlook: {
        league: 'NBA',
        estimate: { units: 4, calls: 0 },
        files: { rows: 3, games: 3, rows_left: 0 },
      },
    });
    const first = await command('--wait');
    expect(first).toMatchObject({
      backfill: { status: 'completed', units: 4, units_done: 4, calls: 0, rows_refused: 0 },
    });
    expect(await world.app.historyBackfills.units(first.backfill.id)).toMatchObject([
      {
        part: 'schedule',
        source: 'nba-betting',
        unit: '2023-01',
        from_day: '2023-01-03',
        to_day: '2023-01-10',
        rows_added: 2,
      },
      { part: 'schedule', unit: '2023-02', rows_added: 1 },
      { part: 'odds', unit: '2023-01', rows_added: 16 },
      { part: 'odds', unit: '2023-02', rows_added: 8 },
    ]);
    const { db } = world.app.database;
    const kept = sql`select count(*)::int as units, count(content)::int as contents from backfill_progress where content_hash is not null`;
    expect(await firstRow(db, kept)).toEqual({ units: 4, contents: 0 });
    expect(await command('--wait')).toMatchObject({ outlook: { units_done: 4, estimate: { units: 0 } } });
    // A corrected line of February, and a game of March that no row can tell the day of.
    await write([...rows.slice(0, 2), row('2023-02-04', '90,95', '6'), row('2023-03-99', '90,95', '6')]);
    // Which copy is the newer one cannot be told by its results, so that somebody has to say it.
    endsWith = 2;
    expect(await command('--wait')).toMatchObject({
      outlook: { units_done: 2, estimate: { units: 2 }, files: { rows: 3, rows_left: 1 } },
      backfill: { status: 'completed', rows_changed: 0, rows_refused: expect.any(Number) },
    });
    endsWith = 0;
    expect(await command('--newer-copy', '--wait')).toMatchObject({
      outlook: { units_done: 3, estimate: { units: 1 } },
      backfill: { status: 'completed', rows_refused: 0 },
    });
    const spread = sql`select distinct abs(point)::float8 as point from published_lines join games as game on game.id = game_id
                       where market = 'spreads' and game.slate_date = '2023-02-04'`;
    expect(await rowsOf(db, spread)).toEqual([{ point: 6 }]);
    expect(calls()).toBe(asked);
    const wrong = await runCli(['backfill', '--file', file, '--what', 'box-scores', '--json'], {
      environment: world.test.environment,
    });
    expect(wrong.exitCode).toBe(64);
    await rm(folder, { recursive: true });
  });

  it('is told where it failed in part, or stands still and waits for nothing', async () => {
    const { db } = world.app.database;
    const told = await takenBack(
      (work) => db.transaction(work),
      async (tx) => {
        const [first] = await rowsOf<{ id: number }>(
          tx,
          sql`update backfills set status = 'running', updated_at = now() - interval '5 hours'
              where id = (select backfill_id from backfill_progress order by id limit 1) returning id`,
        );
        await tx.execute(sql`update backfill_progress set progressed_at = now() - interval '4 hours',
          status = 'failed', error = 'no answer' where backfill_id = ${first?.id}`);
        return backfillUnits.read(tx, null);
      },
    );
    expect(told.failed).toMatchObject([{ league: 'NBA', example: expect.stringContaining('no answer') }]);
    expect(told.still).toMatchObject([{ id: told.failed[0]?.id, league: 'NBA' }]);
    expect(Math.round((told.still[0]?.restSeconds ?? 0) / 3_600)).toBe(4);
    expect((await backfillUnits.read(db, null)).still).toEqual([]);
  });
});
