import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { runHere } from './run-here.ts';

describe('simulate season --file', () => {
  let test: TestApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-simulate-'));
    test = await createTestApp();
  });
  afterAll(async () => {
    await test?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const play = async (name: string, content: string, ...words: string[]) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    const args = ['simulate', 'season', '--sport', 'NBA', '--season', '2025', '--file', file, ...words];
    return runHere(args, test.environment);
  };
  const json = async (...given: Parameters<typeof play>) => {
    const { exitCode, stdout } = await play(...given, '--json');
    return { exitCode, ...JSON.parse(stdout) };
  };

  const GOOD = ['2026-01-15,19:30,Boston Celtics,Miami Heat', '2026-01-15,20:00,Utah Jazz,Phoenix Suns'];
  const BAD = [
    '2026-01-32,19:00,Boston Celtics,Miami Heat',
    '2026-01-16,25:61,Boston Celtics,Miami Heat',
    '2026-01-17,19:00,Boston Celtics,Nowhere Nobodies',
    '2026-01-18,19:00,Boston Celtics,Boston Celtics',
  ];
  const csv = (rows: readonly string[]) => ['date,time,home_team,away_team', ...rows].join('\n');

  it('plays the rows that are games, and names each other with its line and reason', async () => {
    const played = await json('mixed.csv', csv([...GOOD, ...BAD]));
    expect(played).toMatchObject({ exitCode: 2, games: 2, rows: 6 });
    expect(played.refused.map(({ line, reason }: Record<string, unknown>) => [line, reason])).toEqual([
      [4, 'bad_date'],
      [5, 'bad_time'],
      [6, 'unknown_team'],
      [7, 'same_team_twice'],
    ]);
    for (const { detail, remedy } of played.refused) expect([detail, remedy]).not.toContain('');
    const { stdout } = await play('mixed.csv', csv([...GOOD, ...BAD]));
    expect(stdout).toMatch(/4 rows[^]*6 +unknown_team[^]*Nowhere Nobodies/);
    expect(await json('good.csv', csv(GOOD))).toMatchObject({ exitCode: 0, games: 2, refused: [] });
  });

  it('plays nothing where every row is faulty, or one with --strict, and says why', async () => {
    const none = await json('bad.csv', csv(BAD));
    expect(none).toMatchObject({ exitCode: 1, games: 0, rows: 4 });
    expect(none.refused).toHaveLength(4);
    expect(none).not.toHaveProperty('calls');
    const { stdout } = await play('bad.csv', csv(BAD));
    expect(stdout).toMatch(/bad_date[^]*bad_time/);
    expect(await json('one.csv', csv([...GOOD, ...BAD.slice(0, 1)]), '--strict')).toMatchObject({
      exitCode: 1,
      games: 0,
      refused: [{ line: 4 }],
    });
    expect(await json('strict.csv', csv(GOOD), '--strict')).toMatchObject({ exitCode: 0, games: 2 });
  });

  it('asks about rows with two readings, and takes the answer', async () => {
    const rows = csv([
      '01/02/2026,19:30,Boston Celtics,Miami Heat',
      '03/04/2026,20:00,Utah Jazz,Phoenix Suns',
    ]);
    const asked = await json('order.csv', rows);
    expect(asked).toMatchObject({ exitCode: 1, games: 0, questions: [{ rows: 2 }] });
    const flag = String(asked.questions[0].answers[0].flag);
    const { stdout } = await play('order.csv', rows);
    expect(stdout).toContain(`simulate season`);
    expect(stdout).toContain(flag);
    const [option = '', value = ''] = flag.split(/ (.*)/);
    expect(await json('order.csv', rows, option, value.replaceAll("'", ''))).toMatchObject({
      exitCode: 0,
      games: 2,
    });
  });

  it('names faulty entries of a JSON document by their place', async () => {
    const games = [
      { date: '2026-01-15', time: '19:30', home_team: 'Boston Celtics', away_team: 'Miami Heat' },
      { date: '2026-01-16', time: '19:30', home_team: 'Utah Jazz', away_team: 'Nowhere Nobodies' },
    ];
    const document = JSON.stringify({ games });
    const refused = await json('games.json', document);
    expect(refused).toMatchObject({ exitCode: 2, games: 1, refused: [{ line: 2, reason: 'unknown_team' }] });
  });

  it('refuses a file of another sport as an ingest does', async () => {
    const other = await json('nfl.csv', csv(['2026-01-15,19:30,Kansas City Chiefs,Buffalo Bills']));
    expect(other.exitCode).toBe(1);
    expect(other.error.message).toContain('NFL');
  });
});
