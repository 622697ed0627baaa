import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResults } from '../../src/analytics/ratings/read-results.ts';
import { runHere } from './run-here.ts';

const HEADER = 'date,season,neutral,home,away,home_score,away_score';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-ratings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(content: string | Buffer, name = 'results.csv'): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

async function compute(content: string | Buffer, ...args: readonly string[]) {
  const given = args.includes('--sport') ? args : ['--sport', 'NBA', ...args];
  return runHere(['ratings', 'compute', '--file', await fileOf(content), ...given], {});
}

type Document = { games: Record<string, unknown>[]; ratings: Record<string, unknown>[]; notes: string[] };
const documentOf = ({ stdout }: { stdout: string }): Document => JSON.parse(stdout) as Document;

describe('ratings compute', () => {
  const ROWS = [HEADER, '1946-11-01,1947,0,TRH,NYK,66,68', '1946-11-02,1947,,DTF,WSC,33,50'];

  it('tells before, probability and after of each game', async () => {
    const { exitCode, stdout } = await compute(ROWS.join('\n'), '--json');
    expect(exitCode).toBe(0);
    expect(documentOf({ stdout }).games).toEqual([
      {
        line: 2,
        date: '1946-11-01',
        season: 1947,
        neutral: 0,
        home: 'TRH',
        away: 'NYK',
        home_score: 66,
        away_score: 68,
        home_before: 1300,
        away_before: 1300,
        probability: 0.640065,
        home_after: 1293.276723,
        away_after: 1306.723277,
      },
      expect.objectContaining({ line: 3, home_after: 1279.618836 }),
    ]);
    expect(documentOf({ stdout }).ratings[0]).toMatchObject({ team: 'WSC', games: 1, is_given: false });
  });

  it('tells three ends of a match of football', async () => {
    const row = '2024-08-16,2024,0,Man United,Fulham,1,1';
    const { games } = documentOf(await compute(`${HEADER}\n${row}`, '--sport', 'football', '--json'));
    const { home_win: home, draw, away_win: away } = games[0] as Record<string, number>;
    expect((home ?? 0) + (draw ?? 0) + (away ?? 0)).toBeCloseTo(1, 8);
  });

  it('prints the same as CSV, in which no name is a formula', async () => {
    const rows = [
      HEADER,
      '2024-11-01,2024,0,"=HYPERLINK(""x"")",-A,90,80',
      '2024-11-02,2024,0,"B, C",-A,1,2',
    ];
    const { stdout } = await compute(rows.join('\r\n'), '--csv');
    const [header, first, second] = stdout.split('\n');
    expect(header).toMatch(/^line,date,season,neutral,home,away,/);
    expect(first).toContain(`"'=HYPERLINK(""x"")",'-A,90,80,1300,1300,`);
    expect(second).toContain('"B, C",');
  });

  it('names the league of each game where the file does', async () => {
    const rows = ['date,season,league,home,away,home_score,away_score', '2024-11-01,2024,First,A,B,1,0'].join(
      '\n',
    );
    const { stdout } = await compute(rows, '--sport', 'football', '--csv');
    const [header, first] = stdout.split('\n');
    expect([header, first]).toEqual([
      expect.stringMatching(/^line,date,season,league,neutral,home,/),
      expect.stringMatching(/^2,2024-11-01,2024,First,0,A,/),
    ]);
    const { games } = documentOf(await compute(rows, '--sport', 'football', '--json'));
    expect(games).toMatchObject([{ league: 'First' }]);
    expect((await compute(rows, '--sport', 'football')).stdout).toMatch(/LEAGUE[^]*First/);
  });

  it('prints the names of the columns also where no game was played', async () => {
    const rows = [HEADER, '2024-11-01,2024,0,A,B,,'];
    const { stdout } = await compute(rows.join('\n'), '--csv');
    expect(stdout).toBe(
      'line,date,season,neutral,home,away,home_score,away_score,home_before,away_before,probability,home_after,away_after\n',
    );
    const ended = await compute(
      [HEADER, '2024-11-01,2024,0,A,B,1,0'].join('\n'),
      '--sport',
      'football',
      '--csv',
    );
    const [header = '', row = ''] = ended.stdout.split('\n');
    expect(row.split(',')).toHaveLength(header.split(',').length);
  });

  it('asks which league clubs are of that play only among themselves', async () => {
    const round = (clubs: readonly string[]) =>
      clubs.flatMap((home) => clubs.filter((club) => club !== home).map((away) => [home, away] as const));
    const day = (index: number) => new Date(Date.UTC(2023, 7, 12 + index)).toISOString().slice(0, 10);
    const both = [...round(['A', 'B', 'C', 'D']), ...round(['E', 'F', 'G', 'H'])];
    const rows = both.map(([home, away], index) => `${day(index)},2023,0,${home},${away},1,0`);
    const football = ['--sport', 'football', '--json'];
    const mixed = await compute([HEADER, ...rows].join('\n'), ...football);
    expect(mixed.exitCode).toBe(1);
    expect(mixed.stdout).toContain('A, B, C');
    expect(mixed.stdout).toContain('column league');
    const told = both.map(
      ([home, away], index) => `${day(index)},2023,0,${home},${away},1,0,${home < 'E' ? 'x' : 'y'}`,
    );
    expect((await compute([`${HEADER},div`, ...told].join('\n'), ...football)).exitCode).toBe(0);
    const [first = ''] = told;
    const blank = await compute(
      [`${HEADER},div`, first.replace(/x$/, ''), ...told.slice(1)].join('\n'),
      ...football,
    );
    expect(blank.stdout).toContain('line 2, div');
    // A season that has just begun is of pairs.
    const begun = ['A,B', 'C,D', 'E,F', 'G,H'].map((pair) => `2023-08-12,2023,0,${pair},1,0`);
    expect((await compute([HEADER, ...begun].join('\n'), ...football)).exitCode).toBe(0);
    expect((await compute([HEADER, ...rows].join('\n'), '--json')).exitCode).toBe(0);
  });

  it.each([
    [{ rows: 1, bytes: 10_000, remedy: 'Split it.' }, '1 rows'],
    [{ rows: 10, bytes: 60, remedy: 'Split it.' }, '60 bytes'],
  ])('reads no more of a file than it can hold: %j', async (limits, words) => {
    const open = () =>
      Readable.from([Buffer.from(ROWS[0] ?? ''), Buffer.from(`\n${ROWS.slice(1).join('\n')}`)]);
    const rules = {
      source: 'x.csv',
      franchiseCodes: [],
      resumedGames: [],
      canEndLevel: false,
      doLeaguesMatter: false,
    };
    expect((await readResults(open(), rules)).games).toHaveLength(2);
    await expect(readResults(open(), { ...rules, limits })).rejects.toThrow(words);
  });

  it('shows a table of the games and of the teams they left', async () => {
    const { stdout } = await compute(ROWS.join('\n'));
    expect(stdout).toContain('1293.3');
    expect(stdout).toContain('2 games rated');
  });

  it.each([
    [
      'columns of other publishers, in any order of days',
      'season,gameday,away_team,away_score,home_team,home_score,location\n2024,2024-11-03,B,1,A,2,Neutral\n2024,2024-11-01,A,3,B,4,Home',
    ],
    ['a season by its name', `${HEADER}\n2024-11-01,2024-25,0,B,A,4,3\n2024-11-03,2024-25,1,A,B,2,1`],
    [
      'games that are still to come',
      `${HEADER}\n2024-11-01,2024,0,B,A,4,3\n2024-11-03,2024,1,A,B,2,1\n2024-11-09,2024,0,A,B,,`,
    ],
  ])('reads %s', async (_, text) => {
    const { games } = documentOf(await compute(text, '--json'));
    expect(games.map(({ date, home, neutral }) => [date, home, neutral])).toEqual([
      ['2024-11-01', 'B', 0],
      ['2024-11-03', 'A', 1],
    ]);
  });

  it('reads packed files and UTF-16', async () => {
    const text = `${HEADER}\n2024-11-01,2024,0,Bodø,A,4,3`;
    for (const bytes of [
      gzipSync(text),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(`\uFEFF${text}`),
    ])
      expect(documentOf(await compute(bytes, '--json')).games[0]).toMatchObject({ home: 'Bodø' });
  });

  it('keeps the rating of a club that moves, and begins with the ratings it is given', async () => {
    const rows = [HEADER, '1960-03-01,1960,0,MNL,BOS,100,90', '1960-11-01,1961,0,LAL,BOS,100,90'];
    const initial = await fileOf('team,elo,season\nMNL,1400,\nBOS,1600,1959\nXYZ,1500,\n', 'initial.csv');
    const { games, notes, ratings } = documentOf(
      await compute(rows.join('\n'), '--initial', initial, '--json'),
    );
    expect(games[0]).toMatchObject({ home_before: 1400, away_before: 1600 * 0.75 + 1505 / 4 });
    expect(games[1]?.['home_before']).toBeCloseTo(Number(games[0]?.['home_after']) * 0.75 + 1505 / 4, 5);
    expect(ratings).toMatchObject([{ team: 'BOS' }, { team: 'LAL', names: ['MNL', 'LAL'], is_given: true }]);
    expect(notes.join()).toContain('XYZ');
  });

  it('counts a game that was stopped on the day on which it was ended', async () => {
    const rows = [HEADER, '2008-03-07,2008,0,ATL,MIA,114,111', '2008-03-07,2008,0,CHO,ATL,108,93'];
    const { games, notes } = documentOf(await compute(rows.join('\n'), '--json'));
    expect(games.map(({ line, date }) => [line, date])).toEqual([
      [3, '2008-03-07'],
      [2, '2008-03-08'],
    ]);
    expect(notes[0]).toContain('line 2');
  });

  it.each([
    ['2008-02-30,2008,0,A,B,90,80', ['line 2', 'date', '"2008-02-30"']],
    ['07/03/2008,2008,0,A,B,90,80', ['line 2', 'date', '07/03/2008', 'YYYY-MM-DD']],
    ['2008-03-07,2018,0,A,B,90,80', ['line 2', 'season', '"2018"']],
    ['2008-03-07,last,0,A,B,90,80', ['line 2', 'season', '"last"']],
    ['2008-03-07,2008,maybe,A,B,90,80', ['line 2', 'neutral', '"maybe"']],
    ['2008-03-07,2008,0,,B,90,80', ['line 2', 'home', '""']],
    ['2008-03-07,2008,0,A,A,90,80', ['line 2', 'away', '"A"']],
    ['2008-03-07,2008,0,MNL,LAL,90,80', ['line 2', 'away', '"LAL"']],
    ['2008-03-07,2008,0,A,B,90,', ['line 2', 'away_score', '""']],
    ['2008-03-07,2008,0,A,B,90,-8', ['line 2', 'away_score', '"-8"']],
    ['2008-03-07,2008,0,A,B,9000,80', ['line 2', 'home_score', '"9000"']],
    ['2008-03-07,2008,0,A,B,90,90', ['line 2', 'away_score', '"90"', 'level']],
    ['2008-03-07,2008,0,A,B', ['line 2', '5 columns']],
    ['2008-03-07,2008,0,A,B,90,80,7', ['line 2', '8 columns']],
    ['2008-03-07,2008,0,"A,B,90,80', ['line 2', 'quotation mark']],
    ['2008-03-07,2008,0,A,B,90,80\n2008-03-07,2008,0,A,B,90,80', ['line 3', 'line 2 again']],
    ['2008-03-07,2008,1,A,B,90,80\n2008-03-07,2008,1,B,A,80,90', ['line 3', 'line 2 again']],
    ['2008-03-07,2008,0,A,B,90,80\n2008-03-08,2007,0,A,C,90,80', ['line 3', 'season', '"2007"', 'line 2']],
  ])('refuses the row %s with its line, field and value', async (row, words) => {
    const { exitCode, stdout } = await compute(`${HEADER}\n${row}`, '--json');
    expect(exitCode).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { problems: string[]; remedy: string } };
    for (const word of words) expect(error.problems[0]).toContain(word);
    expect(error.problems).toHaveLength(1);
  });

  it.each([
    ['', 'empty'],
    ['date,season,home,away,home_score\n', 'away score'],
    ['date;season;home;away;home_score;away_score\n', 'commas'],
    [`${HEADER},team1\n`, 'team1'],
  ])('refuses a file that begins with %j', async (text, words) => {
    const { exitCode, stdout } = await compute(text, '--json');
    expect({ exitCode, hasWords: stdout.includes(words) }).toEqual({ exitCode: 1, hasWords: true });
  });

  it.each([
    ['team,rating\nA,high', ['line 2', 'rating', '"high"']],
    ['team,rating\nA,1500\nA,1400', ['line 3', 'team', '"A"', 'line 2']],
    ['team,rating\nTRH', ['line 2', '1 columns']],
    ['team,rating\nTRH,1500,7', ['line 2', '3 columns']],
    ['team,rating,season\nTRH,1500,1947', ['line 2', 'season', '"1947"', 'first game of TRH']],
  ])('refuses the initial ratings %j', async (text, words) => {
    const initial = await fileOf(text, 'initial.csv');
    const { exitCode, stdout } = await compute(ROWS.join('\n'), '--initial', initial, '--json');
    expect(exitCode).toBe(1);
    for (const word of words) expect(stdout.replaceAll('\\"', '"')).toContain(word);
  });

  it.each([[['--initital', 'x']], [['--sport', 'CURLING']], [['--json', '--csv']]])(
    'refuses %j as wrong usage',
    async (args) => {
      expect((await compute(ROWS.join('\n'), ...args)).exitCode).toBe(64);
    },
  );
});
