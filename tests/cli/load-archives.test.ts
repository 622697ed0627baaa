import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';
import { runHere } from './run-here.ts';

/** A season of a publisher; written for this test. */
const ARCHIVE = `Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,B365H,B365D,B365A
E0,08/08/2015,Arsenal,Chelsea,2,1,1.5,4.2,6.5
E0,15/08/2015,Liverpool,Arsenal,0,0,4.5,3.6,1.83
`;

describe('loading an archive with its games', () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-archive-'));
    file = path.join(folder, 'E0.csv');
    await writeFile(file, ARCHIVE);
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function load(...words: readonly string[]) {
    const args = ['load', '--dataset', 'odds', '--file', file, ...words, '--json'];
    const { exitCode, stdout } = await runHere(args, { DATABASE_URL: database.url });
    return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
  }

  it.each([
    [['--season', '2015'], '--season'],
    [['--prices', 'decimal'], '--prices'],
    [['--captured-at', '2015-08-08T00:00:00Z', '--with-games'], '--captured-at'],
  ])('refuses %j, which its rows tell themselves', async (words, named) => {
    const { exitCode, document } = await load(...words);
    expect(exitCode).toBe(EXIT_CODES.usage);
    expect(JSON.stringify(document)).toContain(named);
  });

  it('tells in a dry run what the load comes to then', async () => {
    const wanted = {
      exitCode: EXIT_CODES.done,
      document: { rows: 2, lines: 6, written: 6, quarantined: 0, with_games: [{ games_added: 2 }] },
    };
    expect(await load('--with-games', '--dry-run')).toMatchObject(wanted);
    expect(await load('--with-games', '--dry-run')).toMatchObject(wanted);
    expect(await load('--with-games')).toMatchObject(wanted);
    expect(await load('--with-games')).toMatchObject({
      document: { written: 0, same: 6, with_games: [{ games_added: 0 }] },
    });
  });
});
