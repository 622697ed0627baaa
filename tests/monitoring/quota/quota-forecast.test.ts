import { describe, expect, it } from 'vitest';
import {
  type ForecastNeed,
  firstShortDay,
  forecastQuota,
  lateWords,
} from '../../../src/monitoring/quota/quota-forecast.ts';

const HOST = 'football.example';
const callsPerGame = { NBA: 2, NFL: 2, FOOTBALL: 1, NHL: 0, MLB: 0 };

const need = (day: string, games: number, more: Partial<ForecastNeed> = {}): ForecastNeed => ({
  host: HOST,
  sport: 'FOOTBALL',
  league: 'Premier League',
  day: `2026-01-${day}`,
  priority: 'first_pass',
  games,
  ...more,
});

function forecast(
  needs: readonly ForecastNeed[],
  more: { perDay?: number; usedToday?: number; days?: number } = {},
) {
  const { perDay = 100, usedToday = 0, days = 4 } = more;
  const hosts = [{ host: HOST, perDay, usedToday }];
  const [host] = forecastQuota({ today: '2026-01-15', days, needs, hosts, callsPerGame });
  if (!host) throw new Error('no host');
  return host;
}

describe('the forecast of a quota', () => {
  it('sees nothing late where every day has the calls it needs', () => {
    const host = forecast([need('15', 40), need('16', 95), need('17', 10, { sport: 'NBA', league: 'NBA' })]);
    expect(host.days.map(({ needed, available, short }) => [needed, available, short])).toEqual([
      [40, 100, 0],
      [95, 100, 0],
      [20, 100, 0],
      [0, 100, 0],
    ]);
    expect(firstShortDay(host)).toBeUndefined();
  });

  it('says days ahead how many games will be late and by how much', () => {
    const host = forecast([need('16', 200), need('17', 10)]);
    // First passes may spend 95 of the 100: 95 on the 16th, 95 on the 17th, the last 10 on the 18th.
    expect(firstShortDay(host)).toMatchObject({
      day: '2026-01-16',
      needed: 200,
      short: 105,
      late: [
        { league: 'Premier League', games: 95, days_late: 1 },
        { league: 'Premier League', games: 10, days_late: 2 },
      ],
    });
    expect(host.days.map(({ carried_over: over }) => over)).toEqual([0, 0, 105, 20]);
    expect(host.days[2]?.late).toEqual([
      { league: 'Premier League', priority: 'first_pass', games: 10, days_late: 1 },
    ]);
  });

  it('counts what is used of today, and what is overdue', () => {
    const host = forecast([need('12', 20), need('15', 20)], { usedToday: 70 });
    expect(host.days[0]).toMatchObject({ needed: 40, available: 30, short: 15 });
    expect(host.days[0]?.late).toEqual([
      { league: 'Premier League', priority: 'first_pass', games: 15, days_late: 1 },
    ]);
  });

  it('lets corrections wait for first passes, and small leagues not for large ones', () => {
    const host = forecast([
      need('16', 30, { priority: 'correction' }),
      need('16', 85),
      need('16', 8, { league: 'La Liga' }),
    ]);
    // 93 of 95 calls for first passes; corrections may see 90 of the 100 used, so that none is left.
    expect(host.days[1]?.late).toEqual([
      { league: 'Premier League', priority: 'correction', games: 30, days_late: 1 },
    ]);
    const crowded = forecast([need('16', 200), need('16', 8, { league: 'La Liga' })], { days: 2 });
    expect(crowded.days[1]?.late).toEqual([
      { league: 'Premier League', priority: 'first_pass', games: 113, days_late: null },
    ]);
  });

  it('keeps hosts apart', () => {
    const needs = [need('15', 200), need('15', 5, { host: 'nba.example', sport: 'NBA', league: 'NBA' })];
    const hosts = [HOST, 'nba.example'].map((host) => ({ host, perDay: 100, usedToday: 0 }));
    const [football, nba] = forecastQuota({ today: '2026-01-15', days: 1, needs, hosts, callsPerGame });
    expect([football?.days[0]?.short, nba?.days[0]?.short, nba?.calls_per_game]).toEqual([
      105,
      0,
      { NBA: 2 },
    ]);
  });

  it('puts lateness into words', () => {
    const late = { league: 'Serie A', priority: 'first_pass' as const, games: 12, days_late: 1 };
    expect(lateWords(late)).toBe('12 games of Serie A a day late');
    expect(lateWords({ ...late, games: 1, days_late: 3 })).toBe('1 game of Serie A 3 days late');
    expect(lateWords({ ...late, priority: 'correction', days_late: null })).toMatch(
      /^corrections of 12 games of Serie A not /,
    );
  });
});
