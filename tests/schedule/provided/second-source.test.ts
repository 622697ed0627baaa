import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders } from '../../../src/app/build-providers.ts';
import type { CommandContext } from '../../../src/cli/context.ts';
import { ingestFromProvider } from '../../../src/cli/ingest-from-provider.ts';
import type { IngestScheduleOptions } from '../../../src/cli/ingest-schedule-options.ts';
import type { Services } from '../../../src/cli/services.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { fetchSeason } from '../../../src/schedule/provided/fetch-season.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { type ToyServer, configureToy, startToyServer } from '../../support/toy-provider.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const SEASON = 2025;
/** Games of the end of the season have not begun, whenever this runs. */
const future = (id: string) => ({
  id,
  startMs: Date.now() + 86_400_000,
  score: [0, 0] as const,
  isFinal: false,
});
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
    const league = BUILT_IN.find('NBA', 'NBA');
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
        { ...order, league, seasonYear: SEASON, priority: 'manual', signal, runId: 'ingest_schedule/test/1' },
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

  /** The command in this process, whose installation has the toy beside the built-in provider. */
  async function command(from: string, changes: Partial<IngestScheduleOptions> = {}): Promise<unknown> {
    close = () => Promise.resolve();
    let came: unknown;
    const context: CommandContext = {
      projectRoot: '.',
      stdin: process.stdin,
      commandWith: (flag) => flag,
      note: () => undefined,
      startProgress: () => ({ update: () => undefined, finish: () => undefined }),
      readConfiguration: () => Promise.reject(new Error('the services have it')),
      withServices: (work) => work({ app: world.app } as Services),
      finish: (outcome) => {
        if ('document' in outcome) came = outcome.document;
      },
    };
    const options = { sport: 'NBA', season: SEASON, format: 'auto', past: 'none', ...changes } as const;
    await ingestFromProvider({ ...options, from }, context);
    return came;
  }

  it('is asked by name alone, although another is asked first by default', async () => {
    await start('api-sports,toy');
    const before = world.provider.stats().total;
    expect(await command('toy')).toMatchObject({ games_added: 2 });
    expect(await games()).toMatchObject([{ source: 'toy' }, { source: 'toy' }]);
    expect(world.provider.stats().total).toBe(before);
    // A provider that is named and fails is not stood in for by another.
    world.provider.setDials({ isKeyRevoked: true });
    const asked = toy.paths.length;
    await expect(command('api-sports')).rejects.toMatchObject({ facts: { kind: 'credential' } });
    expect(toy.paths).toHaveLength(asked);
  });

  it('cancels what it does not list any more, by its own ids', async () => {
    await start('api-sports,toy');
    toy.games.push({ ...future('toy-3'), home: 'Atlanta Hawks', away: 'Orlando Magic' });
    toy.games.push({ ...future('toy-4'), home: 'Chicago Bulls', away: 'Indiana Pacers' });
    expect(await command('toy')).toMatchObject({ games_added: 4 });
    toy.games.pop();
    expect(await command('toy', { sync: true })).toMatchObject({ games_cancelled: 1 });
    expect((await games()).at(-1)).toMatchObject({ id: 'toy-4', status: 'cancelled' });
  });

  it('is refused by name where it is none or cannot, with those that can', async () => {
    await start('api-sports,toy');
    await expect(command('espn')).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringMatching(/espn is off.*ESPN_ENABLED/) as string,
      remedy: expect.stringMatching(/api-sports, toy/) as string,
    });
    await expect(command('nobody')).rejects.toMatchObject({ exitCode: 64 });
    await expect(command('toy', { sport: 'NFL' })).rejects.toMatchObject({
      exitCode: 64,
      remedy: expect.stringMatching(/: api-sports\.$/) as string,
    });
  });

  it('takes no game away while it stands in for another', async () => {
    await start('api-sports,toy');
    toy.games.push({ ...future('toy-3'), home: 'Atlanta Hawks', away: 'Orlando Magic' });
    world.provider.setDials({ isKeyRevoked: true });
    await fetch();
    toy.games.pop();
    expect(await fetch({ isSync: true })).toMatchObject({ games_cancelled: 0, games_unchanged: 2 });
  });
});
