import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from './run-here.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Document = {
  rows: readonly Row[];
  notes: readonly string[];
  refused: readonly { source: string; rows: number; reasons: readonly string[] }[];
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-factors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, lines.join('\n'));
  return file;
}

async function compute(args: readonly string[]): Promise<{ exitCode: number | null; document: Document }> {
  const { exitCode, stdout } = await runHere(['factors', 'compute', '--json', ...args], {});
  return { exitCode, document: JSON.parse(stdout) as Document };
}

const HEADER = 'season,team,g,mp,fg,fga,x3p,x3pa,ft,fta,orb,drb,trb,tov,pts';
/** Atlanta in 2008-09, as its table and that of its opponents say. */
const ATLANTA = '2009,Atlanta,82,19830,2957,6459,602,1643,1537,2091,850,2460,3310,1021,8053';
const OTHERS = '2009,Atlanta,82,19830,2994,6547,487,1398,1372,1809,1005,2388,3393,1079,7847';

describe('factors compute', () => {
  it('tells ratings, pace, factors, shooting and wins of totals beside those of the opponents', async () => {
    const { exitCode, document } = await compute([
      '--file',
      await fileOf('totals.csv', [HEADER, ATLANTA]),
      '--opponents',
      await fileOf('opponents.csv', [HEADER, OTHERS]),
    ]);
    expect(exitCode).toBe(0);
    const [row] = document.rows;
    expect(row).toMatchObject({ line: 2, season: '2009', team: 'Atlanta', games: 82, method: 'both_sides' });
    const half = 6459 + 0.4 * 2091 - 1.07 * (850 / (850 + 2388)) * (6459 - 2957) + 1021;
    const other = 6547 + 0.4 * 1809 - 1.07 * (1005 / (1005 + 2460)) * (6547 - 2994) + 1079;
    expect(row?.['possessions']).toBeCloseTo((half + other) / 2, 6);
    expect(row?.['pace']).toBeCloseTo((48 * (half + other)) / 2 / (19830 / 5), 6);
    expect(row?.['efg']).toBeCloseTo((2957 + 301) / 6459, 8);
    expect(row?.['dreb_pct']).toBeCloseTo((100 * 2460) / (2460 + 1005), 6);
    expect(row?.['opp_tov_pct']).toBeCloseTo((100 * 1079) / (6547 + 0.44 * 1809 + 1079), 6);
  });

  it('takes opponents in columns led by opp_, in the same file or another, and minutes of the clock', async () => {
    const opponents = HEADER.split(',')
      .slice(4)
      .map((name) => `opp_${name}`);
    const wide = await fileOf('wide.csv', [
      [HEADER, ...opponents].join(','),
      [ATLANTA.replace(',19830,', ',3966,'), ...OTHERS.split(',').slice(4)].join(','),
    ]);
    const plain = await compute([
      '--file',
      await fileOf('totals.csv', [HEADER, ATLANTA]),
      '--opponents',
      await fileOf('opponents.csv', [HEADER, OTHERS]),
    ]);
    const { document } = await compute(['--file', wide, '--opponents', wide]);
    expect(document.rows).toEqual(plain.document.rows);
  });

  it('counts possessions simply where nobody knows the opponents, and leaves out what needs them', async () => {
    const file = await fileOf('alone.csv', [HEADER, ATLANTA]);
    const { document } = await compute(['--file', file]);
    expect(document.rows).toMatchObject([
      { method: 'simple', drtg: null, oreb_pct: null, opp_efg: null, pythagorean_wins: null },
    ]);
    expect(document.rows[0]?.['possessions']).toBeCloseTo(6459 + 0.44 * 2091 - 850 + 1021, 6);
  });

  it('says which rows do not find together', async () => {
    const file = await fileOf('totals.csv', [HEADER, ATLANTA, ATLANTA.replace('Atlanta', 'Boston')]);
    const opponents = await fileOf('opponents.csv', [
      HEADER,
      OTHERS.replace('19830', '19730'),
      OTHERS.replace('Atlanta', 'Chicago'),
    ]);
    const { document } = await compute(['--file', file, '--opponents', opponents]);
    expect(document.rows.map(({ method }) => method)).toEqual(['simple', 'simple']);
    expect(document.notes).toEqual([
      expect.stringContaining('no opponents of line 3'),
      expect.stringContaining('no team for line 3'),
      expect.stringMatching(/^line 2: .*other minutes/),
    ]);
    const twice = await fileOf('twice.csv', [HEADER, OTHERS, OTHERS]);
    const unclear = await compute(['--file', file, '--opponents', twice]);
    expect(unclear.document.notes.join(' ')).toMatch(/same season, team/);
    expect(unclear.document.rows[0]).toMatchObject({ method: 'simple' });
  });

  it.each([
    ['x3p', '602', '3602', 'is more than the 1643 attempts at three'],
    ['pts', '8053', '8153', 'is not 2 FG + 3P + FT, which are 8053'],
    ['trb', '3310', '3410', 'is not the sum of 850 offensive and 2460 defensive ones'],
    ['tov', '1021', '-3', 'is no total'],
    ['team', 'Atlanta', '', 'is empty'],
  ])('leaves a row out whose %s cannot be, and says how to mend it', async (field, given, wrong, words) => {
    const file = await fileOf('wrong.csv', [HEADER, ATLANTA.replace(given, wrong), ATLANTA]);
    const { exitCode, document } = await compute(['--file', file]);
    expect(exitCode).toBe(2);
    expect(document.rows).toHaveLength(1);
    expect(document.refused[0]).toMatchObject({ source: 'wrong.csv' });
    const reasons = document.refused[0]?.reasons.join(' ') ?? '';
    expect(reasons).toContain(`line 2, ${field}`);
    expect(reasons).toContain(words);
  });

  it('derives threes before there were any, and takes sums of rounded means as such', async () => {
    const old = '1970,Boston,82,19780,3645,8235,NA,NA,2132,2711,NA,NA,4336,NA,9422';
    const mean = '1970,Mean,82,19780,3645,8235,NA,NA,2132,2711,NA,NA,4336,NA,9421';
    const { document, exitCode } = await compute(['--file', await fileOf('old.csv', [HEADER, old, mean])]);
    expect(exitCode).toBe(0);
    expect(document.rows).toMatchObject([
      { possessions: null, method: null, pace: null, ortg: null, three_par: null },
      { team: 'Mean' },
    ]);
    expect(document.rows[0]?.['efg']).toBeCloseTo(3645 / 8235, 8);
    expect(document.notes.join(' ')).toMatch(/^1 row of old.csv/);
  });

  it('refuses what it cannot read, in one sentence', async () => {
    const file = await fileOf('columns.csv', ['team,fg,fta', 'Atlanta,1,2']);
    const missing = await runHere(['factors', 'compute', '--file', file], {});
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain('for field goal attempts');
    const usage = await runHere(['factors', 'compute', '--file', file, '--exponent', '-2'], {});
    expect(usage.exitCode).toBe(64);
  });
});

/** Tables as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../shared/data/platform/team-ratings/', import.meta.url));
const isThere = existsSync(SHARED);
if (!isThere) console.warn(`skipped: the published factors are absent (${SHARED})`);

/** What a published column calls our figure, and how many digits it has. */
const PUBLISHED = [
  ['o_rtg', 'ortg', 1],
  ['d_rtg', 'drtg', 1],
  ['pace', 'pace', 1],
  ['f_tr', 'ftr', 3],
  ['x3p_ar', 'three_par', 3],
  ['ts_percent', 'ts', 3],
  ['e_fg_percent', 'efg', 3],
  ['tov_percent', 'tov_pct', 1],
  ['orb_percent', 'oreb_pct', 1],
  ['ft_fga', 'ft_rate', 3],
  ['opp_e_fg_percent', 'opp_efg', 3],
  ['opp_tov_percent', 'opp_tov_pct', 1],
  ['drb_percent', 'dreb_pct', 1],
  ['opp_ft_fga', 'opp_ft_rate', 3],
  ['pw', 'pythagorean_wins', 0],
] as const;

describe.skipIf(!isThere)('published factors of team seasons', () => {
  it('are ours within their rounding, of 1985 to 2009', async () => {
    const { document, exitCode } = await compute([
      '--file',
      `${SHARED}bref_team_totals.csv`,
      '--opponents',
      `${SHARED}bref_opponent_totals.csv`,
    ]);
    expect(exitCode).toBe(0);
    const ours = new Map(
      document.rows.map((row) => [`${row['season']} ${row['league']} ${row['team']}`, row]),
    );
    const lines = (await readFile(`${SHARED}bref_team_summaries_to_2009.csv`, 'utf8'))
      .trimEnd()
      .split(/\r?\n/);
    const columns = lines[0]?.split(',') ?? [];
    let compared = 0;
    const apart: string[] = [];
    for (const line of lines.slice(1)) {
      const cells = line.split(',');
      const of = (column: string): string => cells[columns.indexOf(column)] ?? '';
      const key = `${of('season')} ${of('lg')} ${of('team')}`;
      if (Number(of('season')) < 1985 || of('team') === 'League Average') continue;
      // Published as the difference of what was rounded.
      const net = Number(ours.get(key)?.['net_rating'] ?? Number.NaN);
      if (!(Math.abs(net - Number(of('n_rtg'))) <= 0.15 + 1e-9))
        apart.push(`${key} n_rtg ${of('n_rtg')} ${net}`);
      for (const [column, field, digits] of PUBLISHED) {
        compared += 1;
        const value = Number(ours.get(key)?.[field] ?? Number.NaN);
        const off = Math.abs(value - Number(of(column)));
        if (!(off <= 0.5 * 10 ** -digits + 1e-9)) apart.push(`${key} ${column} ${of(column)} ${value}`);
      }
    }
    expect(compared).toBeGreaterThan(10_000);
    expect(apart).toEqual([]);
  });
});
