import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { nbaSlates } from '../support/slates.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { call, serve } from './http-support.ts';
import { createForecastReader } from '../../src/monitoring/quota/forecast-reader.ts';
import { hostOf } from '../../src/providers/client/provider-api.ts';

let world: SeedingWorld;
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  await world.close();
});

/** NBA seasons reach from July to the next summer. */
function seasonOf(startsAt: string): number {
  const start = new Date(startsAt);
  return start.getUTCMonth() >= 6 ? start.getUTCFullYear() : start.getUTCFullYear() - 1;
}

/** Thirty games due now on a plan of ten calls a day. */
async function crowdedWorld(): Promise<void> {
  world = await createSeedingWorld({
    store: 'postgres',
    environment: { API_SPORTS_PLAN: 'free', API_SPORTS_PER_DAY: '20', SPORTS_ENABLED: 'NBA' },
  });
  for (const [index, slate] of nbaSlates(30).entries()) await world.ingestDue(slate, 6 + 24 * index);
}

describe('a week that needs more calls than it has', () => {
  it('is told on the page, by the API, on the command line and by doctor', async () => {
    await crowdedWorld();
    const server = await serve(world.app);
    cleanUps.push(() => server.stop());
    const { body } = await call(`${server.url()}/admin/forecast?days=3`);
    expect(body.hosts).toHaveLength(1);
    expect(body.hosts[0].days).toHaveLength(3);
    // 2.2 calls a game until they have been measured.
    expect(body.hosts[0].days[0]).toMatchObject({ needed: 66, available: 20, short: expect.any(Number) });
    expect(body.hosts[0].days[0].late[0]).toMatchObject({ league: 'NBA', days_late: 1 });

    const page = await call(`${server.url()}/`);
    expect(page.body).toContain('Calls to come');
    expect(page.body).toContain('too few');

    const { environment } = world.test;
    const forecast = await runCli(['monitor', 'forecast', '--days', '3'], { environment });
    expect(forecast.stdout).toContain('of NBA a day late');
    const json = await runCli(['monitor', 'forecast', '--json'], { environment });
    expect(JSON.parse(json.stdout).hosts[0].days).toHaveLength(7);
    const doctor = await runCli(['doctor'], { environment });
    expect(doctor.stdout).toContain('needs 66 calls of 20');
  });

  it('knows of games as soon as they are posted', async () => {
    world = await createSeedingWorld({ store: 'postgres', environment: { SPORTS_ENABLED: 'NBA' } });
    const server = await serve(world.app);
    cleanUps.push(() => server.stop());
    const nothing = 'Nothing falls due within a week';
    expect((await call(`${server.url()}/`)).body).toContain(nothing);
    const startsAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const { status } = await call(`${server.url()}/admin/games`, {
      body: {
        sport: 'NBA',
        season: seasonOf(startsAt),
        games: [{ date: startsAt, home_team: 'Boston Celtics', away_team: 'New York Knicks' }],
      },
    });
    expect(status).toBe(202);
    expect((await call(`${server.url()}/`)).body).not.toContain(nothing);
  });

  it('tells the ledger what each league still needs today', async () => {
    await crowdedWorld();
    const { config, database, registry } = world.app;
    const demands = await createForecastReader({ db: database.db, config, registry }).demands();
    expect(demands.get(hostOf(config.provider.baseUrls.NBA))).toEqual({
      day: new Date().toISOString().slice(0, 10),
      shares: { NBA: { first_pass: 66 } },
    });
    expect(demands.get('elsewhere')).toBeUndefined();
  });
});
