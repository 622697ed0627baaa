import { describe, expect, it } from 'vitest';
import { type TimedRow, withoutPlaceholderTime } from '../../../src/schedule/parse/placeholder-times.ts';
import { gamesOf, readNative } from './reading.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';
import { findPlaceholderTimes } from '../../support/find-placeholders.ts';

const placeholders = (games: Parameters<typeof findPlaceholderTimes>[0]) =>
  findPlaceholderTimes(games, BUILT_IN);

function row(line: number, iso: string, overrides: Partial<TimedRow> = {}): TimedRow {
  return {
    line,
    leagueName: 'NFL',
    startMs: Date.parse(iso),
    slateDate: iso.slice(0, 10),
    timezone: 'America/New_York',
    week: 18,
    homeScore: null,
    status: null,
    ...overrides,
  };
}

const round = (count: number, iso: string, overrides: Partial<TimedRow> = {}): TimedRow[] =>
  Array.from({ length: count }, (_, index) => row(index + 1, iso, overrides));

describe('times that only hold a place', () => {
  it('are those of a whole NFL week on Sunday at 13:00', () => {
    const found = placeholders(round(16, '2026-01-04T13:00:00-05:00'));
    expect(found.size).toBe(16);
    expect(found.get(1)).toBe('placeholder_round');
  });

  it('are not those of a week that is spread, played, or mostly but not wholly at one instant', () => {
    const sunday = round(15, '2026-01-04T13:00:00-05:00');
    expect(placeholders([...sunday, row(16, '2026-01-04T16:25:00-05:00')]).size).toBe(0);
    expect(placeholders(round(16, '2026-01-04T13:00:00-05:00', { homeScore: 20 })).size).toBe(0);
    expect(placeholders(round(9, '2026-01-04T13:00:00-05:00')).size).toBe(0);
  });

  it('are those of a whole football round on Saturday, but not of the last two rounds', () => {
    const saturday = { leagueName: 'Premier League', timezone: 'Europe/London' };
    const early = round(10, '2026-02-07T15:00:00Z', { ...saturday, week: 25 });
    const last = round(10, '2026-05-24T15:00:00+01:00', { ...saturday, week: 38 }).map((game) => ({
      ...game,
      line: game.line + 10,
    }));
    expect([...placeholders([...early, ...last]).keys()]).toEqual(early.map(({ line }) => line));
  });

  it('are midnights of the league, whatever zone the file is in', () => {
    const games = [
      row(1, '2025-12-10T05:00:00Z', { leagueName: 'NBA', timezone: 'UTC', week: null }),
      row(2, '2025-12-10T00:00:00Z', { leagueName: 'NBA', timezone: 'UTC', week: null }),
      row(3, '2025-12-10T05:00:00Z', { leagueName: 'MLS', timezone: 'Europe/London', week: null }),
    ];
    expect([...placeholders(games)]).toEqual([[1, 'placeholder_midnight']]);
  });

  it('are midnights that every row of a file of several days has, and not an evening at 00:00 in UTC', () => {
    const utc = { leagueName: 'NBA', timezone: 'UTC', week: null };
    const week = [10, 11, 12, 13, 14].map((day, index) => row(index + 1, `2025-12-${day}T00:00:00Z`, utc));
    expect(placeholders(week).size).toBe(5);
    expect(placeholders([...week, row(7, '2025-12-10T01:00:00Z', utc)]).size).toBe(0);
    expect(placeholders(round(6, '2025-12-10T00:00:00Z', utc)).size).toBe(0);
    const late = { leagueName: 'NBA', timezone: 'America/New_York', week: null };
    expect(placeholders([row(1, '2025-12-10T00:00:30-05:00', late)]).size).toBe(0);
  });

  it('are taken from the game, which keeps its date', async () => {
    const [game] = gamesOf(await readNative('2025-12-10,00:00,OKC,HOU'));
    if (game === undefined) throw new Error('no game');
    expect([...placeholders([game]).keys()]).toEqual([2]);
    expect(withoutPlaceholderTime(game, 'placeholder_midnight')).toMatchObject({
      startMs: null,
      isTimeConfirmed: false,
      timeProblem: 'placeholder_midnight',
      slateDate: '2025-12-10',
    });
  });
});
