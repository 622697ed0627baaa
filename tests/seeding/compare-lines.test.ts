import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedReplay } from '../../src/app/stored-replay.ts';
import { rowsOf } from '../../src/db/rows.ts';
import type { Sport } from '../../src/domain/sport.ts';
import { listLineDifferences } from '../../src/read/games/line-differences.ts';
import { createLineComparison } from '../../src/seeding/compare-lines.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { type ToyServer, configureToy, startToyServer } from '../support/toy-provider.ts';

/** A game that the toy served first, and whose lines are from the simulated provider by now. */
describe('lines compared with what is stored of another source', () => {
  let world: SeedingWorld;
  let toy: ToyServer;
  let gameId: number;
  const query = <Row extends Record<string, unknown>>(text: ReturnType<typeof sql>): Promise<Row[]> =>
    rowsOf<Row>(world.app.database.db, text);
  const list = async (status: 'open' | 'settled') =>
    (await listLineDifferences(world.app.database.db, { gameId, league: 'NBA', status })).items;
  const written = () =>
    query(
      sql`select to_jsonb(line) - 'updated_at' as line from nba_player_game_stats as line order by player_id`,
    );

  beforeAll(async () => {
    toy = await startToyServer();
    const environment = { BOX_SCORE_SOURCES: 'api-sports,toy', CORRECTION_DELAYS_HOURS: '24' };
    world = await createSeedingWorld({ store: 'postgres', providers: [configureToy(toy)], environment });
    await world.ingestDue([['BOS', 'MIA']]);
    const [game] = await query<{ id: number; at: Date; home: string; away: string }>(sql`
      select game.id, game_datetime as at, home.name as home, away.name as away from games as game
      join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id`);
    if (!game) throw new Error('there is no game');
    gameId = game.id;
    const { at, home, away } = game;
    toy.games.push({ id: 'toy-1', startMs: at.getTime(), home, away, score: [101, 99], isFinal: true });
    world.provider.setDials({ isKeyRevoked: true });
    await world.startWorkers();
    await world.until(`(select bool_and(status = 'completed') from seeding_tasks where pass = 'first')`);
    world.provider.setDials({ isKeyRevoked: false });
    await world.app.taskActions.seedGame(gameId, { force: true }, { name: 'test' });
    await world.until(`(select bool_and(source = 'api-sports') from nba_team_game_stats)`);
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await toy.stop();
  });

  function compare(source = 'toy') {
    const replayOf = (name: string, sport: Sport) => storedReplay(world.app, name, sport);
    const signal = AbortSignal.timeout(30_000);
    return createLineComparison({ db: world.app.database.db, replayOf })({
      gameId,
      sport: 'NBA',
      source,
      runId: 'compare_sources/NBA/test',
      signal,
    });
  }

  it('are findings with both figures, sources and the run, and change nothing', async () => {
    const before = await written();
    const outcome = await compare();
    expect(outcome).toMatchObject({ outcome: 'differs' });
    const open = await list('open');
    expect(open).toHaveLength(outcome.differences);
    expect(open.map(({ entity_type: of }) => of)).toContain('team');
    for (const one of open) {
      expect(one).toMatchObject({
        our_source: 'api-sports',
        source: 'toy',
        run_id: 'compare_sources/NBA/test',
      });
      expect(one.ours).not.toBe(one.theirs);
    }
    expect(await compare()).toEqual(outcome);
    expect(await written()).toEqual(before);
  });

  it('say nothing of a source of which nothing is stored', async () => {
    expect(await compare('espn')).toMatchObject({ outcome: 'no_bodies', differences: 0 });
  });

  it('are settled where a figure is the same by now, with the reason', async () => {
    const points = (await list('open')).filter(
      ({ field, entity_type: of }) => field === 'points' && of === 'team',
    );
    expect(points.length).toBeGreaterThan(0);
    await query(sql`
      update nba_team_game_stats as line set points = theirs::int, content_hash = 'corrected'
      from source_line_differences as one
      where one.entity_type = 'team' and one.field = 'points' and one.entity_id = line.team_id`);
    await compare();
    const settled = await list('settled');
    expect(new Set(settled.map(({ entity_id: id }) => id))).toEqual(
      new Set(points.map(({ entity_id: id }) => id)),
    );
    expect(settled).toHaveLength(points.length);
    for (const one of settled)
      expect(one).toMatchObject({ field: 'points', settled_because: 'source_agrees' });
  });
});
