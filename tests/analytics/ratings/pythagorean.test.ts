import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  log5,
  pythagoreanByDay,
  pythagoreanBySeason,
  pythagoreanShare,
} from '../../../src/analytics/ratings/pythagorean.ts';
import { FOOTBALL_RATINGS } from '../../../src/sports/football/ratings.ts';
import { NBA_RATINGS } from '../../../src/sports/nba/ratings.ts';
import { gameOf } from './games.ts';

/** Season totals and Pythagorean wins as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../../shared/data/platform/team-ratings/', import.meta.url));
const FILES = ['bref_team_totals', 'bref_opponent_totals', 'bref_team_summaries_to_2009'] as const;
const isThere = FILES.every((name) => existsSync(`${SHARED}${name}.csv`));
if (!isThere) console.warn(`skipped: the published Pythagorean wins are absent (${SHARED})`);

/** Rows of a file by season and team. */
async function published(name: string): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const [header = '', ...lines] = (await readFile(`${SHARED}${name}.csv`, 'utf8')).trimEnd().split(/\r?\n/);
  const names = header.split(',');
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      const row = Object.fromEntries(names.map((column, at) => [column, cells[at] ?? '']));
      return [`${row['season']} ${row['lg']} ${row['abbreviation']} ${row['team']}`, row];
    }),
  );
}

describe.skipIf(!isThere)('published Pythagorean wins of the NBA', () => {
  it('are those of our exponent in every season from 1985 on', async () => {
    const [totals, opponents, summaries] = await Promise.all(FILES.map(published));
    const compared = [...(summaries ?? [])].flatMap(([key, { season, pw, team = '' }]) => {
      if (Number(season) < 1985 || team === 'League Average') return [];
      const [own, other] = [totals?.get(key), opponents?.get(key)];
      const share = pythagoreanShare(
        Number(own?.['pts']),
        Number(other?.['opp_pts']),
        NBA_RATINGS.pythagorean.exponent,
      );
      return [{ key, ours: Math.round(share * Number(own?.['g'])), published: Number(pw) }];
    });
    expect(compared.length).toBeGreaterThan(650);
    expect(compared.filter(({ ours, published: theirs }) => ours !== theirs)).toEqual([]);
  });
});

describe('Pythagorean', () => {
  it('stays between none and all, whatever was scored', () => {
    expect([
      pythagoreanShare(0, 0, 14),
      pythagoreanShare(0, 5, 14),
      pythagoreanShare(5, 0, 14),
      pythagoreanShare(9_000, 9_000, 500),
    ]).toEqual([0.5, 0, 1, 0.5]);
  });

  it('compares two teams by log5', () => {
    expect(log5(0.6, 0.4)).toBeCloseTo(0.36 / 0.52, 12);
    expect([log5(1, 1), log5(0, 0), log5(1, 0)]).toEqual([0.5, 0.5, 1]);
  });

  it('has a row for each day of a team, and begins each season anew', () => {
    const rows = pythagoreanByDay(FOOTBALL_RATINGS.pythagorean, [
      gameOf({ id: 1, date: '2024-09-01', homeScore: 3, awayScore: 1 }),
      gameOf({ id: 2, date: '2024-09-01', home: 'B', away: 'C', homeScore: 0, awayScore: 0 }),
      gameOf({ id: 3, date: '2024-09-08', home: 'B', away: 'A', homeScore: 2, awayScore: 0 }),
      gameOf({ id: 4, date: '2025-09-01', season: 2025 }),
    ]);
    expect(rows.map(({ team, date, games }) => [team, date, games])).toEqual([
      ['A', '2024-09-01', 1],
      ['B', '2024-09-01', 2],
      ['C', '2024-09-01', 1],
      ['B', '2024-09-08', 3],
      ['A', '2024-09-08', 2],
      ['A', '2025-09-01', 1],
      ['B', '2025-09-01', 1],
    ]);
    const season = pythagoreanBySeason(rows).find((row) => row.team === 'A' && row.season === 2024);
    const share = 3 ** 1.31 / (3 ** 1.31 + 3 ** 1.31);
    expect(season).toMatchObject({ wins: 1, losses: 1, level: 0, pointsFor: 3, pointsAgainst: 3, share });
    expect(season?.expectedTablePoints).toBeCloseTo(2.786 * 2 * share, 12);
  });
});
