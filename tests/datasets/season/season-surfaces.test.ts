import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { call, serve } from '../../http/http-support.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { nbaSlates } from '../../support/slates.ts';

const ALL_DONE = "(select count(*) from seeding_tasks where pass = 'first' and status <> 'completed') = 0";

describe('season figures from outside', () => {
  let world: SeedingWorld;
  let season: number;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    for (const slate of nbaSlates(3)) await world.ingestDue(slate);
    await world.startWorkers();
    await world.until(ALL_DONE);
    const now = new Date(Date.now() - 4 * 3_600_000);
    season = now.getUTCMonth() >= 6 ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
  });
  afterAll(() => world.close());

  it('are added up and told by the command line', async () => {
    const environment = { ...world.test.environment };
    const args = ['query', 'season-stats', '--sport', 'NBA', '--season', String(season)];
    const ran = await runCli([...args, '--top', '3', '--by', 'assists', '--json'], { environment });
    expect(ran.exitCode, ran.stderr).toBe(0);
    const document = JSON.parse(ran.stdout) as {
      by: string;
      changes_waiting: number;
      items: { totals: { assists: number } }[];
    };
    expect(document).toMatchObject({ by: 'assists', changes_waiting: 0 });
    expect(document.items).toHaveLength(3);
    const table = await runCli([...args, '--of', 'team', '--top', '2'], { environment });
    expect(table.stdout).toMatch(/NAME .*GAMES .*PTS\/G .*FG %/);
    const wrong = await runCli([...args, '--by', 'goals'], { environment });
    expect(wrong.exitCode).toBe(64);
    expect(wrong.stderr).toContain('there is no figure "goals"');
  });

  it('are told over HTTP, with a refusal that names the figures', async () => {
    const server = await serve(world.app);
    try {
      const url = `${server.url()}/admin/season-stats?sport=nba&season=${season}`;
      const answer = await call(`${url}&by=points&top=2&per_game=1`);
      expect(answer).toMatchObject({ status: 200, body: { of: 'player', by: 'points', per_game: true } });
      expect(answer.body.items).toHaveLength(2);
      expect(answer.body.items[0].averages.points).toBeGreaterThanOrEqual(
        answer.body.items[1].averages.points,
      );
      const refused = await call(`${url}&by=goals`);
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'by' }] } });
      expect((await call(`${server.url()}/admin/season-stats?sport=nba`)).status).toBe(400);
    } finally {
      await server.stop();
    }
  });
});
