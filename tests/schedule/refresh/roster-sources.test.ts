import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders, type Providers } from '../../../src/app/build-providers.ts';
import { buildRefreshers } from '../../../src/app/build-refreshers.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { TOY_KEY, type ToyServer, configureToy, startToyServer } from '../../support/toy-provider.ts';

/** The simulated provider is asked first; the toy knows one of the teams, under an id of its own. */
describe('rosters of several sources', () => {
  let world: SeedingWorld;
  let toy: ToyServer;
  let providers: Providers;
  afterEach(async () => {
    await providers.close();
    await world.close();
    await toy.stop();
  });

  async function start(order: string): Promise<number> {
    toy = await startToyServer();
    world = await createSeedingWorld({
      store: 'postgres',
      providers: [configureToy(toy, { hasRosters: true })],
      environment: { ROSTER_SOURCES: order, ROSTER_LOOK_AHEAD_HOURS: '36' },
    });
    await world.ingestDue([['BOS', 'MIA']], -5);
    const [team] = await rowsOf<{ id: number }>(
      world.app.database.db,
      sql`insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
          select 'toy', sport_id, 'team', 'toy-bos', id, 'person', 1 from teams where id = (select away_team_id from games)
          returning entity_id as id`,
    );
    providers = buildProviders(world.app);
    return team?.id ?? 0;
  }

  const refresh = (teamId: number) =>
    buildRefreshers(world.app, providers).rosters.refreshTeam(teamId, AbortSignal.timeout(60_000));

  const expected = () =>
    rowsOf<{ source: string; players: number }>(
      world.app.database.db,
      sql`select source, count(*)::int as players from game_rosters group by 1 order by 1`,
    );

  it('come from the first source while it serves', async () => {
    const boston = await start('api-sports,toy');
    expect(await refresh(boston)).toMatchObject({ ok: true });
    expect((await expected()).map(({ source }) => source)).toEqual(['api-sports']);
    expect(toy.paths).toEqual([]);
  });

  it('come from the next one where the first refuses, under its own id, with its name on every row', async () => {
    const boston = await start('api-sports,toy');
    world.provider.setDials({ isKeyRevoked: true });
    expect(await refresh(boston)).toMatchObject({ ok: true, players: 5 });
    expect(await expected()).toEqual([{ source: 'toy', players: 5 }]);
    expect(toy.paths).toEqual([`/${encodeURIComponent(TOY_KEY)}/roster/toy-bos`]);
    await providers.usage.close();
    const calls = await rowsOf<{ row: string }>(
      world.app.database.db,
      sql`select to_jsonb(call)::text as row from api_usage as call`,
    );
    expect(calls.length).toBeGreaterThan(1);
    for (const { row } of calls)
      for (const spelling of [TOY_KEY, encodeURIComponent(TOY_KEY)]) expect(row).not.toContain(spelling);
  });

  it('are not asked for where a team is not known, and fail with the words of the source that was asked', async () => {
    await start('toy,api-sports');
    const [miami] = await rowsOf<{ id: number }>(
      world.app.database.db,
      sql`select team.id from teams as team join games as game on game.home_team_id = team.id`,
    );
    expect(await refresh(miami?.id ?? 0)).toMatchObject({ ok: true });
    expect((await expected()).map(({ source }) => source)).toEqual(['api-sports']);
    world.provider.setDials({ isKeyRevoked: true });
    expect(await refresh(miami?.id ?? 0)).toMatchObject({ ok: false });
    expect(toy.paths).toEqual([]);
  });
});
