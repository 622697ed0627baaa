import { DateTime } from 'luxon';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../../src/db/rows.ts';
import { readCallsPerGame } from '../../../src/monitoring/quota/forecast-costs.ts';
import { seasonGames } from '../../../src/monitoring/facts/season-games.ts';
import { type PlannedGame, planSeason } from '../../../src/monitoring/planning/season-work.ts';
import { simulateSeason, workersNeeded } from '../../../src/monitoring/planning/simulate-season.ts';
import { limitsOfPlan } from '../../../src/providers/api-sports/limits.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { nbaSlates } from '../../support/slates.ts';

const HOUR_MS = 3_600_000;
const WORK = {
  hostOf: (sport: string) => `${sport}.example`,
  delayMs: { NBA: 4 * HOUR_MS, NFL: 4 * HOUR_MS, FOOTBALL: 4 * HOUR_MS, NHL: 4 * HOUR_MS, MLB: 4 * HOUR_MS },
  correctionDelaysMs: [24 * HOUR_MS, 72 * HOUR_MS],
  callsPerGame: { NBA: 2.2, NFL: 2.2, FOOTBALL: 0.3, NHL: 0, MLB: 0 },
};

/** So many games at one moment of each day. */
function season(days: number, games: number): PlannedGame[] {
  return Array.from({ length: days }, (_, day) => {
    const tipOff = DateTime.utc(2025, 10, 21, 0).plus({ days: day });
    return Array.from({ length: games }, () => ({
      sport: 'NBA' as const,
      league: 'NBA',
      timezone: 'America/New_York',
      tipOffMs: tipOff.toMillis(),
      slateDate: tipOff.minus({ hours: 5 }).toFormat('yyyy-MM-dd'),
    }));
  }).flat();
}

describe('a season on a virtual clock', () => {
  it('makes every call of every pass, within seconds, and never more than a day or a minute takes', () => {
    const runs = planSeason(season(170, 8), WORK);
    const startedAt = performance.now();
    const limits = limitsOfPlan('pro');
    const { days, calls } = simulateSeason(runs, { limits, slots: 10, secondsPerRun: 5 });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(runs).toHaveLength(170 * 8 * 3);
    expect(calls).toBe(Math.round(170 * 8 * 3 * 2.2));
    expect(days.every(({ suffices, late }) => suffices && late.over_10_minutes === 0)).toBe(true);
    expect(Math.max(...days.map((day) => day.calls))).toBeLessThanOrEqual(limits.perDay);
  });

  it.each([
    { perDay: 1, perMinute: 1, perSecond: 1 },
    { perDay: 1_000, perMinute: 1, perSecond: 1 },
    { perDay: 2, perMinute: 30, perSecond: 1 },
  ])('lets a game make its calls over several windows where one is too small for it: %o', (limits) => {
    const runs = planSeason(season(3, 2), WORK);
    const played = simulateSeason(runs, { limits, slots: 10, secondsPerRun: 5 });
    expect(played.calls).toBe(Math.round(18 * 2.2));
    expect(Math.max(...played.days.map((day) => day.calls))).toBeLessThanOrEqual(limits.perDay);
    expect(played.hosts[0]?.busiest_minute.calls).toBeLessThanOrEqual(limits.perMinute);
    expect(played.days.reduce((sum, day) => sum + day.first_passes, 0)).toBe(6);
  });

  it('plays all sports side by side, and says when each of their hosts is asked most', () => {
    const nba = season(10, 8);
    const others = (sport: 'NFL' | 'FOOTBALL', games: number) =>
      season(10, games).map((game) => ({ ...game, sport }));
    const runs = planSeason([...nba, ...others('NFL', 3), ...others('FOOTBALL', 40)], WORK);
    const limits = { ...limitsOfPlan('free'), perMinute: 1_000, perSecond: 100 };
    const { hosts, calls } = simulateSeason(runs, { limits, slots: 100, secondsPerRun: 5 });
    expect(hosts.map(({ host }) => host).toSorted()).toEqual([
      'FOOTBALL.example',
      'NBA.example',
      'NFL.example',
    ]);
    const ofHost = (name: string) => hosts.find(({ host }) => host.startsWith(name));
    expect(ofHost('NBA')?.calls).toBe(Math.round(80 * 3 * 2.2));
    expect(hosts.reduce((sum, host) => sum + host.calls, 0)).toBe(calls);
    // Eight first passes and two times eight corrections on the days in the middle.
    expect(ofHost('NBA')?.busiest_day).toMatchObject({ calls: Math.round(24 * 2.2), quota_share: 0.528 });
    // The corrections of two days fall due together.
    expect(ofHost('NBA')?.busiest_minute.calls).toBe(Math.round(16 * 2.2));
    expect(hosts.map(({ days_over_80_percent: over }) => over)).toEqual([0, 0, 0]);
    const tight = simulateSeason(runs, { limits: { ...limits, perDay: 60 }, slots: 100, secondsPerRun: 5 });
    expect(tight.hosts.find(({ host }) => host.startsWith('NBA'))?.days_over_80_percent).toBeGreaterThan(0);
  });

  it('carries over what a day cannot read, first passes before corrections', () => {
    // A day of a hundred calls reads 45 games of 2.2 calls at the most: 95 for first passes, 90 for corrections.
    const runs = planSeason(season(3, 60), WORK);
    const { days } = simulateSeason(runs, { limits: limitsOfPlan('free'), slots: 10, secondsPerRun: 5 });
    expect(days[0]).toMatchObject({ day: '2025-10-21', first_passes: 60, suffices: false, carried_over: 17 });
    expect(days[0]?.late.worst_seconds).toBeGreaterThan(15 * 3_600);
    expect(days.every((day) => day.calls <= 95)).toBe(true);
    const played = days.reduce((sum, day) => sum + day.first_passes + day.corrections, 0);
    expect(played).toBe(3 * 60 * 3);
  });

  it('needs as many workers as keep games from waiting for one, and no more for want of calls', () => {
    const runs = planSeason(season(5, 100), { ...WORK, correctionDelaysMs: [] });
    const capacity = { limits: limitsOfPlan('mega'), secondsPerRun: 30 };
    // A hundred games of half a minute within ten minutes: five side by side.
    expect(workersNeeded(runs, capacity, 1)).toBe(5);
    expect(workersNeeded(runs, capacity, 5)).toBe(1);
    const late = simulateSeason(runs, { ...capacity, slots: 4 }).days[0]?.late.over_10_minutes;
    expect(late).toBeGreaterThan(0);
  });
});

describe('the same slice played for real', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('makes as many calls as were simulated', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    for (const slate of nbaSlates(30)) await world.ingestDue(slate, 5);
    const { db } = world.app.database;
    const { seasonYear } = (await firstRow<{ seasonYear: number }>(
      db,
      sql`select max(season.year) as "seasonYear" from seasons as season join games on games.season_id = season.id`,
    )) ?? { seasonYear: 0 };
    const games = await seasonGames.read(db, { sport: 'NBA', season: seasonYear });
    const { seeding } = world.app.config;
    const simulated = simulateSeason(
      planSeason(games, {
        ...WORK,
        delayMs: seeding.delayMs,
        correctionDelaysMs: seeding.correctionDelaysMs,
        callsPerGame: await readCallsPerGame(db, seeding.strategy),
      }),
      { limits: limitsOfPlan('ultra'), slots: 4, secondsPerRun: 1 },
    );
    await world.startWorkers(4);
    await world.until("not exists (select 1 from seeding_tasks where status <> 'completed')");
    const { total } = world.provider.stats();
    expect(games.length).toBeGreaterThan(0);
    expect(simulated.runs).toBe(games.length);
    expect(
      Math.abs(total - simulated.calls) / total,
      `${total} calls, ${simulated.calls} simulated`,
    ).toBeLessThan(0.12);
  });
});
