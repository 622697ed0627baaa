import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders } from '../../../src/app/build-providers.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { findLeague } from '../../../src/domain/league.ts';
import { fetchSeason } from '../../../src/schedule/provided/fetch-season.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { type ToyServer, configureToy, startToyServer } from '../../support/toy-provider.ts';

const SEASON = 2025;
const START = Date.parse('2026-01-15T00:30:00Z');

describe('a second source of schedules', () => {
  let world: SeedingWorld;
  let toy: ToyServer;
  let close: () => Promise<void>;
  afterEach(async () => {
    await close();
    await world.close();
    await toy.stop();
  });

  async function start(order: string): Promise<void> {
    const score = [0, 0] as const;
    toy = await startToyServer([
      { id: 'toy-1', startMs: START, home: 'Boston Celtics', away: 'Miami Heat', score, isFinal: false },
      { id: 'toy-2', startMs: START, home: 'Utah Jazz', away: 'Phoenix Suns', score, isFinal: false },
    ]);
    world = await createSeedingWorld({
      store: 'postgres',
      providers: [configureToy(toy)],
      environment: { SCHEDULE_SOURCES: order },
    });
  }

  async function fetch(changes: { isSync?: boolean } = {}) {
    const league = findLeague('NBA', 'NBA');
    if (!league) throw new Error('NBA');
    const providers = buildProviders(world.app);
    close = providers.close;
    const order = {
      isSync: false,
      isDryRun: false,
      isStrict: false,
      past: 'none',
      actor: 'test',
      ...changes,
    } as const;
    const signal = AbortSignal.timeout(60_000);
    try {
      return await fetchSeason(
        { ingestService: world.app.ingestService, sources: providers.leagueSources },
        { ...order, league, seasonYear: SEASON, priority: 'manual', signal },
      );
    } finally {
      await providers.close();
    }
  }

  const games = () =>
    rowsOf<{ source: string; id: string; status: string }>(
      world.app.database.db,
      sql`select external_source as source, external_game_id as id, status from games order by external_game_id`,
    );

  it('lists the season where the first one refuses the key, and its name and ids stand on the games', async () => {
    await start('api-sports,toy');
    world.provider.setDials({ isKeyRevoked: true });
    expect(await fetch()).toMatchObject({ games_added: 2 });
    expect(await games()).toMatchObject([
      { source: 'toy', id: 'toy-1' },
      { source: 'toy', id: 'toy-2' },
    ]);
  });

  it('lists what it said earlier while it fails, and takes no game away by that', async () => {
    await start('toy');
    await fetch();
    toy.failWith(502);
    toy.games.pop();
    expect(await fetch({ isSync: true })).toMatchObject({ games_unchanged: 2, games_cancelled: 0 });
    toy.failWith(undefined);
    expect(await fetch()).toMatchObject({ games_unchanged: 1 });
    expect((await games()).map(({ status }) => status)).toEqual(['in_progress', 'in_progress']);
    // Errors of a source without anything kept are its own.
    await world.app.database.db.execute(sql`delete from kept_answers`);
    toy.failWith(502);
    await expect(fetch()).rejects.toMatchObject({ facts: { kind: 'unavailable' } });
  });
});
