import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatasetRefresher } from '../../../src/datasets/refresher.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { BUF_LA, TEAM_FILE, ingestNflGames, loadFile, playerFile, query, side } from './box-score-files.ts';

/** Denver has 12 points and Phoenix 10. */
const NBA_GAMES = `Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS
Tue Oct 24 2023,7:30p,Phoenix Suns,10,Denver Nuggets,12
`;
const NBA_COLUMNS =
  'Player,Team,Opponent,Date,Minutes,Points,FGM,FGA,3PM,3PA,FTM,FTA,OREB,DREB,REB,AST,TO,STL,BLK,PF,+/-';

type NbaRow = [name: string, team: string, baskets: number, assists: number];
const NBA_ROWS: readonly NbaRow[] = ['DEN', 'PHX'].flatMap((team) =>
  [0, 1, 2, 3, 4].map((index): NbaRow => {
    const baskets = index === 0 ? 2 : 1;
    return [`${team} Player${index}`, team, team === 'PHX' && index === 0 ? 1 : baskets, index];
  }),
);

function nbaFile(rows: readonly NbaRow[]): string {
  const lines = rows.map(([name, team, baskets, assists]) => {
    const pairing = team === 'DEN' ? 'DEN vs. PHX' : 'PHX @ DEN';
    const shots = [2 * baskets, baskets, baskets, 0, 0, 0, 0];
    return [name, team, pairing, '10/24/2023', 30, ...shots, 0, 0, 0, assists, 0, 0, 0, 0, 0].join(',');
  });
  return `${[NBA_COLUMNS, ...lines].join('\n')}\n`;
}

describe('a file that is a part', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    await ingestNflGames(test);
    await test.app.ingestService.ingest(ingestRequest(NBA_GAMES, { seasonYear: 2023, isStrict: false }));
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await query(
      test,
      'truncate nfl_player_game_stats, nfl_team_game_stats, nba_player_game_stats, nba_team_game_stats, seeding_tasks, data_loads, load_quarantine, line_changes cascade',
    );
    await query(
      test,
      "update games set seeding_status = 'pending', seeded_at = null, last_seeding_error = null",
    );
  });

  const linesOf = (table: string) =>
    query<{ line: object }>(
      test,
      `select to_jsonb(line) as line from ${table} as line order by game_id, to_jsonb(line)::text`,
    );
  const lines = () => linesOf('nfl_player_game_stats');
  const waiting = () => query(test, 'select line, reason, field, value from load_quarantine order by line');
  const standing = () =>
    query(
      test,
      `select game.seeding_status, task.status, task.entities_done = task.entities_expected as all_done
       from games as game join seeding_tasks as task on task.game_id = game.id`,
    );
  const [passer = {}, catcher = {}, ...others] = BUF_LA;

  it('takes no line of those away whom it does not name', async () => {
    await loadFile(test, playerFile(BUF_LA));
    await loadFile(test, TEAM_FILE);
    const before = [await lines(), await linesOf('nfl_team_game_stats'), await standing()];
    expect(before[2]).toEqual([{ seeding_status: 'completed', status: 'completed', all_done: true }]);
    // One side, some of a side, and a catcher without whom throws and catches would be far apart.
    for (const rows of [BUF_LA.slice(0, 6), BUF_LA.slice(0, 2), [passer, ...others], [catcher]])
      expect(await loadFile(test, playerFile(rows))).toMatchObject({ same: rows.length, quarantined: 0 });
    expect(await loadFile(test, TEAM_FILE.split('\n').slice(0, 2).join('\n'))).toMatchObject({ same: 1 });
    expect([await lines(), await linesOf('nfl_team_game_stats'), await standing()]).toEqual(before);

    const corrected = [{ ...passer, rushing_yards: 4, carries: 1 }];
    expect(await loadFile(test, playerFile(corrected))).toMatchObject({ written: 1, quarantined: 0 });
    const runner = { player_id: '00-0000150', player_display_name: 'BUF Runner', recent_team: 'BUF' };
    const fresh = [{ ...runner, carries: 3, rushing_yards: 20 }];
    expect(await loadFile(test, playerFile(fresh))).toMatchObject({ written: 1, quarantined: 0 });
    expect([(await lines()).length, await standing()]).toEqual([13, before[2]]);
  });

  it('is followed by the figures of the season', async () => {
    const { db } = test.app.database;
    const refresher = createDatasetRefresher({ db, catalog: await loadDatasets(), logger: silentLogger() });
    const season = async () => {
      expect(await refresher.refresh()).toMatchObject({ isDone: true, failures: 0 });
      return query(
        test,
        'select sum(passing_yards)::int as yards, count(*)::int as players from nfl_player_season_stats',
      );
    };
    await loadFile(test, playerFile(BUF_LA));
    expect(await season()).toEqual([{ yards: 400, players: 12 }]);
    await loadFile(test, playerFile([{ ...passer, passing_yards: 210 }]));
    expect(await season()).toEqual([{ yards: 410, players: 12 }]);
  });

  it('is told what contradicts the lines that are there, which stay', async () => {
    await loadFile(test, playerFile(BUF_LA));
    const before = await lines();
    const more = { player_id: '00-0000151', player_display_name: 'BUF More', recent_team: 'BUF' };
    const result = await loadFile(test, playerFile([{ ...more, carries: 2, rushing_tds: 2 }]));
    expect(result).toMatchObject({ written: 0, by_reason: { does_not_add_up: 1 } });
    expect(result.quarantined_rows[0]?.problem).toContain('have 42 points together, the score says 31');
    expect(await lines()).toEqual(before);
  });

  it.each([
    ['a cell that cannot be read', [{ ...passer, rushing_yards: '4x' }], 'unreadable_number'],
    ['figures that contradict its points', [{ ...passer, fantasy_points: 99 }], 'contradicts_itself'],
    ['figures that break a rule', [{ ...passer, completions: 31 }], 'contradicts_itself'],
    ['another row of the same player', [passer, { ...passer, sacks: 1 }], 'two_lines'],
  ])('leaves the line of a player whose row has %s', async (_what, rows, reason) => {
    await loadFile(test, playerFile(BUF_LA));
    const before = await lines();
    const result = await loadFile(test, playerFile([...rows, catcher, ...others]));
    expect(result).toMatchObject({ written: 0, same: 11, by_reason: { [reason]: rows.length } });
    expect(await lines()).toEqual(before);
  });

  it('makes the line of a team of all of its players', async () => {
    expect(await loadFile(test, nbaFile(NBA_ROWS))).toMatchObject({ written: 10, games_whole: 1 });
    const teams = () => query(test, 'select points, assists from nba_team_game_stats order by points');
    expect(await teams()).toEqual([
      { points: 10, assists: 10 },
      { points: 12, assists: 10 },
    ]);
    const [first] = NBA_ROWS;
    const [name = '', team = '', baskets = 0] = first ?? [];
    expect(await loadFile(test, nbaFile([[name, team, baskets, 7]]))).toMatchObject({
      written: 1,
      corrections: 2,
    });
    expect(await linesOf('nba_player_game_stats')).toHaveLength(10);
    expect(await teams()).toEqual([
      { points: 10, assists: 10 },
      { points: 12, assists: 17 },
    ]);
    const wrong = await loadFile(test, nbaFile([[name, team, baskets + 1, 7]]));
    expect(wrong).toMatchObject({ written: 0, by_reason: { does_not_add_up: 1 } });
  });

  it('is refused as a whole where its quotes do not close, with the line, and leaves no load behind', async () => {
    const text = playerFile([{ ...passer, week: 5 }, ...BUF_LA]).split('\n');
    const broken = [...text.slice(0, 3), `"${text[3]}`, ...text.slice(4)].join('\n');
    await expect(loadFile(test, broken)).rejects.toMatchObject({
      name: 'LoadFileError',
      code: 'malformed_csv',
      message: expect.stringContaining('after line 3') as string,
      remedy: expect.stringContaining('Close the quote') as string,
    });
    await expect(loadFile(test, `${text[0]}\n`)).rejects.toMatchObject({ code: 'empty_file' });
    await expect(loadFile(test, `"${text.join('\n')}`)).rejects.toMatchObject({ code: 'malformed_csv' });
    expect(await query(test, 'select * from data_loads')).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('releases what waited of the same player and game once a good row is in', async () => {
    const bad = [
      { ...passer, rushing_yards: '4x' },
      { ...catcher, recent_team: 'XYZ' },
      { ...catcher, week: '1.5' },
      { ...catcher, season: 99999999999 },
    ];
    await loadFile(test, playerFile([...bad, ...side('LA', 1, 200)]));
    const [, , week, season] = await waiting();
    expect([week, season]).toEqual([
      { line: 4, reason: 'unreadable_number', field: 'week', value: '1.5' },
      { line: 5, reason: 'unreadable_number', field: 'season', value: '99999999999' },
    ]);
    await loadFile(test, playerFile([{ ...passer, rushing_yards: '5x' }, ...side('LA', 1, 200)]));
    await loadFile(test, playerFile(BUF_LA), { isDryRun: true });
    expect(await waiting()).toHaveLength(5);
    await loadFile(test, playerFile(BUF_LA));
    expect(await waiting()).toEqual([week, season]);
    // A file that has both a good row and a bad one of a player keeps the bad one.
    await loadFile(test, playerFile([...BUF_LA, { ...passer, rushing_yards: '4x' }]));
    await loadFile(test, playerFile([...BUF_LA, { ...passer, rushing_yards: '4x' }]));
    expect(await waiting()).toHaveLength(3);
  });
});
