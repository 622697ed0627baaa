import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../../src/db/rows.ts';
import { createForecastReader } from '../../../src/monitoring/quota/forecast-reader.ts';
import type { HostForecast } from '../../../src/monitoring/quota/quota-forecast.ts';
import { hostOf } from '../../../src/providers/client/provider-api.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { nbaSlates } from '../../support/slates.ts';

const HOUR_MS = 3_600_000;
const GAMES = 15;

describe('what the forecast counts', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  async function start(past: 'all' | 'none', environment: Record<string, string> = {}): Promise<void> {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { SPORTS_ENABLED: 'NBA', ...environment },
    });
    for (const slate of nbaSlates(GAMES)) await world.ingestDue(slate, 30, past);
  }

  const reader = () =>
    createForecastReader({
      db: world.app.database.db,
      config: world.app.config,
      registry: world.app.registry,
    });
  const host = (): string => hostOf(world.app.config.provider.baseUrls.NBA);

  async function forecast(): Promise<HostForecast> {
    const [only] = await reader().forecast(7);
    if (!only) throw new Error('no host');
    return only;
  }

  async function startBackfill(): Promise<void> {
    const { db } = world.app.database;
    const season = await firstRow<{ year: number }>(db, sql`select year from seasons limit 1`);
    const started = await world.app.seasonBackfills.start(
      { sport: 'NBA', year: season?.year ?? 0 },
      'operator',
    );
    if (!started.ok) throw new Error(started.message);
  }

  it('holds every game that a back-fill has still to hand out, and the call for its season', async () => {
    await start('none');
    expect((await forecast()).days[0]?.needed).toBe(0);
    await startBackfill();
    // 2.2 calls for each of 15 games, one for the season.
    expect((await forecast()).days[0]?.needed).toBe(34);
    expect((await reader().demands()).get(host())).toMatchObject({ shares: { NBA: { backfill: 34 } } });

    const { db } = world.app.database;
    await db.execute(sql`update games set status = 'completed' where id <= 10`);
    await db.execute(sql`update backfill_progress set cursor = '0000000004'`);
    expect((await forecast()).days[0]?.needed).toBe(14);
    await db.execute(sql`update backfills set status = 'paused'`);
    expect((await forecast()).days[0]?.needed).toBe(0);
  });

  it('gives what a back-fill has handed out the last priority and the price of its plan, not that of a first pass', async () => {
    await start('all');
    await startBackfill();
    const { db } = world.app.database;
    await db.execute(
      sql`update seeding_tasks set plan = 'blanket', unit_id = (select id from backfill_progress) where id <= 10`,
    );
    await db.execute(
      sql`update seeding_tasks set plan = 'per-entity', fallback_from = 'box-score' where id = 11`,
    );
    // Of the back-fill 10 games of 2.2 calls and a fallback of 36.
    expect((await reader().demands()).get(host())?.shares).toEqual({ NBA: { backfill: 58, first_pass: 9 } });
  });

  it('takes the hybrid plan for the box score and those who are not in it', async () => {
    await start('all', { SEEDING_STRATEGY: 'hybrid' });
    const { days, calls_per_game: costs } = await forecast();
    expect(costs).toEqual({ NBA: 12.2 });
    expect(days[0]?.needed).toBe(GAMES * 12.2);
  });

  it('holds corrections of games that are still to be seeded, on the day on which they will come', async () => {
    await start('all', { CORRECTION_DELAYS_HOURS: '48,96' });
    const tipOff = await firstRow<{ at: Date }>(
      world.app.database.db,
      sql`select min(game_datetime) as at from games`,
    );
    const dayAfter = (hours: number): string =>
      new Date((tipOff?.at.getTime() ?? 0) + hours * HOUR_MS).toISOString().slice(0, 10);
    const { days } = await forecast();
    const needed = new Map(days.map((day) => [day.day, day.needed]));
    const ofToday = days[0]?.day === dayAfter(48) ? 2 : 1;
    expect(days[0]?.needed).toBe(GAMES * 2.2 * ofToday);
    expect(needed.get(dayAfter(48))).toBe(GAMES * 2.2 * ofToday);
    expect(needed.get(dayAfter(96))).toBe(GAMES * 2.2);
  });
});
