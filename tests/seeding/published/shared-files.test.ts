import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABSENT, DATA, csv, hasData, number } from '../../sports/real-lines.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { loadFile, query } from './box-score-files.ts';

const PLAYERS = 'boxscores/nflverse_player_stats_week_2022.csv';
const TEAMS = 'boxscores/nflverse_stats_team_week_2022.csv';

/** Figures of a season and what the published files call them. */
const SUMS = { passing_yards: 'passing_yards', rushing_yards: 'rushing_yards', receptions: 'receptions' };

describe.skipIf(!hasData)(`the published lines of the NFL in 2022${ABSENT}`, () => {
  let test: TestApp;
  const load = (path: string) => {
    const file = fileURLToPath(new URL(path, DATA));
    return loadFile(test, '', {
      sourceName: basename(file),
      open: () => Promise.resolve(createReadStream(file)),
    });
  };
  beforeAll(async () => {
    test = await createTestApp();
    const schedule = await readFile(new URL('schedules/nflverse_games_1999-2025.csv', DATA), 'utf8');
    const [header = '', ...rows] = schedule.split('\n');
    const season = [header, ...rows.filter((row) => row.startsWith('2022_'))].join('\n');
    const asked = { sport: 'NFL', seasonYear: 2022, isStrict: false } as const;
    await test.app.ingestService.ingest(ingestRequest(season, asked));
  });
  afterAll(() => test?.close());

  it('are all of its rows, and end the tasks of their games', async () => {
    expect(await load(PLAYERS)).toMatchObject({ rows: 5_629, written: 5_629, quarantined: 0, games: 284 });
    expect(await load(TEAMS)).toMatchObject({ rows: 568, written: 568, quarantined: 0, games_whole: 100 });
    // What the file of players lacks are those who only kick.
    expect(
      await query(
        test,
        `select game.seeding_status, task.status, count(*)::int as games from games as game
         join seeding_tasks as task on task.game_id = game.id group by 1, 2 order by 1`,
      ),
    ).toEqual([
      { seeding_status: 'completed', status: 'completed', games: 100 },
      { seeding_status: 'partial', status: 'completed', games: 184 },
    ]);
  });

  it('add up to the season of each player and team', async () => {
    const figures = Object.keys(SUMS).map((column) => `coalesce(sum(${column}), 0)::int as ${column}`);
    const players = await query<Record<string, number | string>>(
      test,
      `select external_id, ${figures.join(', ')} from nfl_player_game_stats
       join external_ids on entity_type = 'player' and provider = 'nflverse' and entity_id = player_id
       group by 1 order by external_id collate "C"`,
    );
    const published = Map.groupBy(csv(PLAYERS), (row) => row['player_id'] ?? '');
    expect(players).toEqual(
      [...published]
        .map(([id, rows]) => ({
          external_id: id,
          ...Object.fromEntries(
            Object.entries(SUMS).map(([column, name]) => [
              column,
              rows.reduce((sum, row) => sum + (number(row, name) ?? 0), 0),
            ]),
          ),
        }))
        .toSorted((a, b) => (a.external_id < b.external_id ? -1 : 1)),
    );
    const [teams] = await query(
      test,
      `select sum(rushing_yards)::int as rushing, sum(net_passing_yards + sack_yards_lost)::int as passing
       from nfl_team_game_stats`,
    );
    const sum = (name: string) => csv(TEAMS).reduce((total, row) => total + (number(row, name) ?? 0), 0);
    expect(teams).toEqual({ rushing: sum('rushing_yards'), passing: sum('passing_yards') });
  });
});
