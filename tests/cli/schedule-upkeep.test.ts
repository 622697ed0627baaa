import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';
import { runCli } from './run-cli.ts';
import type { CliRun } from './run-here.ts';

const SCHEDULE = `date,time,home_team,away_team
2027-03-01,19:30,Windy City Hoopers,Knicks
2027-03-02,19:30,Hobbits,Jazz
2027-03-03,19:30,Suns,Jazz
`;

describe('keeping schedules right from the command line', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-cli-'));
    await writeFile(path.join(folder, 'games.csv'), SCHEDULE);
    const where = path.join(folder, 'games.csv');
    await cli('ingest-schedule', '--file', where, '--sport', 'NBA', '--season', '2026', '--past', 'all');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  const cli = (...args: string[]): Promise<CliRun> =>
    runCli(args, { environment: { DATABASE_URL: database.url } });
  // oxlint-disable-next-line typescript/no-explicit-any -- tests assert on shapes that only the command knows
  async function json(...args: string[]): Promise<{ exitCode: number | null; document: any }> {
    const { stdout, exitCode } = await cli(...args, '--json');
    return { exitCode, document: JSON.parse(stdout) };
  }

  it('teaches a name, retries the rows that it makes readable, and gives the rest up', async () => {
    const taught = await json(
      'teams',
      'alias',
      'add',
      '--sport',
      'NBA',
      '--team',
      'Bulls',
      '--alias',
      'Windy City Hoopers',
    );
    expect(taught).toMatchObject({
      exitCode: 0,
      document: { team: 'Chicago Bulls', quarantined_readable: 1 },
    });

    const retried = await json('quarantine', 'retry');
    expect(retried).toMatchObject({ exitCode: 2, document: { rows: 2, resolved: 1, games_added: 1 } });
    const [left] = retried.document.still_open;
    expect(left).toMatchObject({ reason: 'unknown_team' });

    const discarded = await cli('quarantine', 'discard', String(left.id), '--reason', 'an exhibition');
    expect(discarded).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Row ${left.id} is discarded.`),
    });
    expect(await json('quarantine', 'discard', String(left.id))).toMatchObject({
      exitCode: 1,
      document: { refused: 1 },
    });
    expect(await cli('quarantine', 'retry')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('No row waits'),
    });
    expect(await json('quarantine', 'retry', '999999')).toMatchObject({
      exitCode: 1,
      document: { not_open: [999999] },
    });
  });

  it('refuses to teach what means another team, in words', async () => {
    const refused = await cli(
      'teams',
      'alias',
      'add',
      '--sport',
      'NBA',
      '--team',
      'Bulls',
      '--alias',
      'Celtics',
    );
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('"Celtics" means Boston Celtics in NBA already');
    const listed = await json('teams', 'list', 'windy', '--sport', 'NBA');
    expect(listed.document.items).toMatchObject([{ name: 'Chicago Bulls', aliases: ['Windy City Hoopers'] }]);
    expect(
      await cli('teams', 'alias', 'remove', '--sport', 'NBA', '--alias', 'windy city hoopers'),
    ).toMatchObject({ exitCode: 0 });
    const usage = await cli(
      'teams',
      'alias',
      'add',
      '--sport',
      'FOOTBALL',
      '--league',
      'Eredivisie',
      '--team',
      'Ajax',
      '--alias',
      'A',
    );
    expect(usage.exitCode).toBe(64);
  });

  it('lists what was ingested and takes the newest back first', async () => {
    const { document } = await json('ingest', 'list');
    const [second, first] = document.items;
    expect(first).toMatchObject({
      source: 'games.csv',
      season: 2026,
      undone_at: null,
      result: { games_added: 1 },
    });
    expect(await json('ingest', 'undo', String(second.id), '--reason', 'a test')).toMatchObject({
      exitCode: 0,
      document: { games_removed: 1, quarantine_reopened: 1 },
    });
    const again = await cli('ingest', 'undo', String(second.id));
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('was taken back already') });
    expect(await cli('ingest', 'undo', '999999')).toMatchObject({ exitCode: 1 });
    expect(await cli('ingest', 'undo', 'first')).toMatchObject({ exitCode: 64 });
    expect((await cli('ingest', 'list')).stdout).toContain('TAKEN BACK');
  });
});
