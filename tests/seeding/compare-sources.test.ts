import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import type { GameToSeed } from '../../src/domain/game-to-seed.ts';
import { ProviderError } from '../../src/domain/provider-error.ts';
import { createRunCounts } from '../../src/monitoring/quota/run-counts.ts';
import { openDifferences } from '../../src/monitoring/facts/source-differences.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { listDifferences } from '../../src/read/games/source-differences.ts';
import { createSourceComparison } from '../../src/seeding/compare-sources.ts';
import type { FinderSource } from '../../src/sports/sourced-finder.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { finalGame } from './final-game.ts';

/** Two games that ended 101 to 99, as API-Sports says. */
describe('results compared with another source', () => {
  let world: SeedingWorld;
  let ids: readonly number[];
  /** What the other source answers of a game. */
  let answer: (game: GameToSeed) => Partial<ProviderGame> | Error;
  /** What comparing the lines of a game comes to. */
  let lines: (gameId: number) => void;
  const query = <Row extends Record<string, unknown>>(text: ReturnType<typeof sql>): Promise<Row[]> =>
    rowsOf<Row>(world.app.database.db, text);

  beforeEach(async () => {
    lines = () => {};
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([
      ['BOS', 'MIA'],
      ['LAL', 'GSW'],
    ]);
    const rows = await query<{ id: number }>(sql`
      update games set status = 'completed', home_score = 101, away_score = 99, result_source = 'api-sports'
      returning id`);
    ids = rows.map(({ id }) => id).toSorted((a, b) => a - b);
  });
  afterEach(() => world.close());

  function source(name: string): FinderSource {
    return {
      name,
      asKnownThere: (game) => Promise.resolve(game),
      findGame(game) {
        const told = answer(game);
        return told instanceof Error ? Promise.reject(told) : Promise.resolve(finalGame(told));
      },
    };
  }

  function compare() {
    const { clock, database } = world.app;
    return createSourceComparison({
      db: database.db,
      sources: new Map([['NBA', [source('api-sports'), source('espn')]]]),
      async compareLines({ gameId }) {
        await Promise.resolve();
        lines(gameId);
        return { outcome: 'no_bodies', differences: 0, note: null };
      },
      runCalls: { ...createRunCounts(), callsOf: () => 0 },
      clock,
      logger: silentLogger(),
    })(new AbortController().signal);
  }

  const open = () =>
    query(sql`select game_id, field, theirs from source_differences where settled_at is null and source = 'espn'
              order by 1, 2`);
  const agreed = async () =>
    (await query(sql`select game_id from game_events where kind = 'source_agrees'`)).length;

  it.each(['scheduled', 'in_progress'] as const)('says nothing where the other has it %s', async (status) => {
    answer = () => ({ homeScore: 102 });
    await compare();
    expect(await open()).toHaveLength(2);
    await query(sql`delete from provider_probes`);
    answer = () => ({ status, homeScore: 80 });
    expect(await compare()).toEqual({ compared: 0, differing: 0 });
    // Nor does it agree.
    expect([(await open()).length, await agreed()]).toEqual([2, 0]);
  });

  it('takes the other games along where one fails, and asks again before half a day is over', async () => {
    answer = ({ gameId }) => (gameId === ids[0] ? outage() : { homeScore: 102 });
    expect(await compare()).toEqual({ compared: 1, differing: 1 });
    answer = () => ({});
    expect(await compare()).toEqual({ compared: 0, differing: 0 });
    await query(sql`update provider_probes set probed_at = probed_at - interval '61 minutes'`);
    expect(await compare()).toEqual({ compared: 2, differing: 0 });
    await query(sql`update provider_probes set probed_at = probed_at - interval '61 minutes'`);
    expect(await compare()).toEqual({ compared: 0, differing: 0 });
  });

  it('takes the other games along where the lines of one cannot be read, or its answer, and asks again soon', async () => {
    answer = () => ({ homeScore: 102 });
    lines = (gameId) => {
      if (gameId === ids[0]) throw new TypeError('a body that no parser knows');
    };
    expect(await compare()).toEqual({ compared: 1, differing: 2 });
    lines = () => {};
    answer = ({ gameId }) => (gameId === ids[0] ? new TypeError('an answer that nobody expects') : {});
    await query(sql`update provider_probes set probed_at = probed_at - interval '61 minutes'`);
    expect(await compare()).toEqual({ compared: 1, differing: 0 });
    answer = () => ({});
    await query(sql`update provider_probes set probed_at = probed_at - interval '61 minutes'`);
    expect(await compare()).toEqual({ compared: 2, differing: 0 });
  });

  it('is settled once the result is written anew, however old the game is', async () => {
    answer = () => ({ homeScore: 102 });
    await compare();
    await query(sql`update games set game_datetime = game_datetime - interval '9 days'`);
    // One game as the other source has it, one in a third way.
    await query(sql`update games set home_score = case when id = ${ids[0]} then 102 else 103 end`);
    await compare();
    expect([await open(), await agreed()]).toEqual([[], 1]);
    const { db } = world.app.database;
    const settled = (await listDifferences(db, { league: 'NBA', status: 'settled' })).items;
    expect(settled.map((one) => [one.ours, one.theirs, one.settled_because])).toEqual([
      ['101', '102', 'result_rewritten'],
      ['101', '102', 'result_rewritten'],
    ]);
    expect((await listDifferences(db, { status: 'open' })).items).toEqual([]);
  });

  it('is listed with both words, who says them and the run, until the other source agrees', async () => {
    answer = () => ({ homeScore: 102 });
    await compare();
    const { db } = world.app.database;
    const ofGame = { gameId: ids[0], field: 'home_score' } as const;
    expect((await listDifferences(db, ofGame)).items).toMatchObject([
      {
        ours: '101',
        our_source: 'api-sports',
        theirs: '102',
        source: 'espn',
        status: 'open',
        settled_at: null,
      },
    ]);
    expect((await listDifferences(db, { ...ofGame, field: 'away_score' })).items).toEqual([]);
    await query(sql`delete from provider_probes`);
    answer = () => ({});
    await compare();
    expect((await listDifferences(db, ofGame)).items).toMatchObject([
      { status: 'settled', settled_because: 'source_agrees', run_id: expect.any(String) as unknown },
    ]);
    const written = await query<{ score: number }>(sql`select home_score as score from games`);
    expect(written.map(({ score }) => score)).toEqual([101, 101]);
  });

  it('is settled where the result comes from the other source by now', async () => {
    answer = () => ({ homeScore: 102, status: 'completed' });
    await compare();
    await query(sql`update games set result_source = 'espn' where id = ${ids[0]}`);
    await compare();
    expect(await open()).toEqual([{ game_id: ids[1], field: 'home_score', theirs: '102' }]);
  });

  it('leaves a turn a slate, by the id of its league, and none that is older than a week', async () => {
    answer = () => ({});
    const name = 'L'.repeat(100);
    await query(sql`update leagues set name = ${name} where name = 'NBA'`);
    await query(sql`
      insert into provider_probes (subject, probed_at)
      select subject, now() - age from (values
        ('compare espn NBA 2020-01-01', interval '8 days'), ('compare espn 1 2020-01-02', interval '6 days'),
        ('injuries espn 1', interval '99 days')) as old (subject, age)`);
    expect(await compare()).toEqual({ compared: 2, differing: 0 });
    const subjects = (await query<{ subject: string }>(sql`select subject from provider_probes`)).map(
      ({ subject }) => subject,
    );
    const [game] = await query<{ turn: string }>(
      sql`select 'compare espn ' || league_id || ' ' || slate_date::text as turn from games limit 1`,
    );
    expect(new Set(subjects)).toEqual(new Set([game?.turn, 'compare espn 1 2020-01-02', 'injuries espn 1']));
  });

  it('is no finding any more two weeks after it was last seen', async () => {
    answer = () => ({ homeScore: 102 });
    await compare();
    const { db } = world.app.database;
    expect((await openDifferences.read(db, null)).games).toBe(2);
    await query(sql`update source_differences set last_seen_at = now() - interval '15 days'`);
    expect(await openDifferences.read(db, null)).toEqual({ games: 0, first: null });
  });
});

function outage(): ProviderError {
  return new ProviderError('down', { kind: 'unavailable', host: 'espn.test', endpoint: '/games' });
}
