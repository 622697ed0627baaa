import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LoadFileError } from '../../../src/loads/load-error.ts';
import { doubtLines } from '../../../src/odds/published/doubt-lines.ts';
import { openPublished } from '../../../src/odds/published/open-published.ts';
import type { ToldGame, ToldLine } from '../../../src/odds/published/published-row.ts';

/** Archives as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const isThere = existsSync(`${SHARED}odds/nba_betting_2008-2023.csv`);
if (!isThere) console.warn(`skipped: the published archives are absent (${SHARED})`);

type Read = { game: ToldGame; lines: readonly ToldLine[] };

async function read(path: string, most = Number.POSITIVE_INFINITY) {
  const opened = await openPublished(createReadStream(`${SHARED}${path}`));
  if (opened === undefined) throw new Error(`${path} was found to be of no archive`);
  const rows: Read[] = [];
  const faults: string[] = [];
  for await (const { cells, line, broken } of opened.rows) {
    if (line > most) break;
    if (broken !== undefined) faults.push(`${broken.field} ${broken.reason}`);
    const row = opened.layout.read(cells);
    if ('reason' in row) faults.push(`${row.field} ${row.reason}`);
    else {
      faults.push(...row.faults.map(({ field, reason }) => `${field} ${reason}`));
      rows.push({ game: row.game, lines: doubtLines(row.lines) });
    }
  }
  return { preset: opened.layout.preset, rows, faults };
}

/** How many ended above the line, below it and on it. */
function outcomes(
  rows: readonly Read[],
  market: string,
  side: string,
  of: (read: Read) => number | undefined,
) {
  const count = { above: 0, below: 0, level: 0 };
  for (const row of rows) {
    const value = of(row);
    const point = row.lines.find((line) => line.market === market && line.side === side)?.point;
    if (value === undefined || point === undefined || point === null) continue;
    const above = market === 'totals' ? value - point : value + point;
    count[above > 0 ? 'above' : above < 0 ? 'below' : 'level'] += 1;
  }
  return count;
}

const marginOf = ({ game: { score } }: Read) => score && score.home - score.away;
const totalOf = ({ game: { score } }: Read) => score && score.home + score.away;
const doubtsOf = (rows: readonly Read[]) =>
  rows.flatMap(({ game, lines }) => {
    const doubts = new Set(lines.flatMap(({ book, doubt }) => (doubt === null ? [] : [`${book} ${doubt}`])));
    return [...doubts].map((doubt) => `${game.date} ${game.home} ${doubt}`);
  });

describe.skipIf(!isThere)('the published archives', () => {
  it('of the NFL end as often on each side of their lines as is known', async () => {
    const { rows, faults } = await read('schedules/nflverse_games_1999-2025.csv');
    expect(faults).toEqual([]);
    expect(outcomes(rows, 'spreads', 'home', marginOf)).toEqual({ above: 3_426, below: 3_563, level: 195 });
    expect(outcomes(rows, 'totals', 'over', totalOf)).toEqual({ above: 3_492, below: 3_586, level: 106 });
  });

  it('of the NBA agree with their own outcomes, and name another favourite in three games', async () => {
    const { rows, faults } = await read('odds/nba_betting_2008-2023.csv');
    expect([rows.length, faults]).toEqual([20_478, []]);
    expect(doubtsOf(rows)).toEqual([
      '2013-02-20 cle nba-betting favourites_differ',
      '2020-01-13 det nba-betting favourites_differ',
      '2021-06-18 atl nba-betting favourites_differ',
    ]);
  });

  it('of the Premier League have typing errors of single books', async () => {
    const { rows, faults } = await read('platform/football/footballdata_couk_1516_E0.csv');
    expect([rows.length, faults]).toEqual([380, []]);
    expect(doubtsOf(rows)).toContain('2015-08-08 Leicester williamhill hold_out_of_range');
    const twelve = await read('platform/football/footballdata_couk_1213_E0.csv');
    expect(doubtsOf(twelve.rows)).toContain('2013-02-03 West Brom betvictor overround_outlier');
  });

  it('of Sportsbook Review have spreads and totals in each other’s place', async () => {
    const { rows, faults } = await read('odds/nfl_sbr_archive_2011-2021.json');
    expect(rows).toHaveLength(2_956);
    const counted = Map.groupBy(faults, (fault) => fault);
    expect(counted.get('home_close_spread impossible_line')).toHaveLength(259);
    expect(counted.get('home_close_ml impossible_price')).toHaveLength(10);
    // What could be right by itself goes with what stands in its place.
    expect(counted.get('home_2H_spread impossible_pair')).toHaveLength(101);
    expect(counted.get('home_open_spread impossible_pair')).toHaveLength(8);
    const wide = rows.flatMap(({ game, lines }) =>
      lines.some(({ market, point }) => market === 'spreads_h2' && Math.abs(point ?? 0) >= 17)
        ? [game.date]
        : [],
    );
    expect(wide).toEqual(['2018-09-23']);
  });

  it('that are damaged are no crash', async () => {
    const bytes = await readFile(`${SHARED}platform/odds/action_network_nfl_game_lines_2024.parquet`);
    bytes.fill(0xff, 100_000, 100_400);
    const opened = await openPublished(Readable.from([bytes]));
    const all = async () => {
      for await (const _row of opened?.rows ?? []);
    };
    await expect(all()).rejects.toThrow(LoadFileError);
  });

  it('of Action Network have both teams in every row of a week', async () => {
    const { rows, faults } = await read('platform/odds/action_network_nfl_game_lines_2024.parquet', 4_396);
    expect([rows.length, faults]).toEqual([4_396, []]);
    expect(new Set(rows.map(({ game }) => `${game.week} ${game.away} ${game.home}`)).size).toBe(16);
  });
});
