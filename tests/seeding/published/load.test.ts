import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimTask } from '../../../src/seeding/claim.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { BUF_LA, TEAM_FILE, ingestNflGames, loadFile, playerFile, query, side } from './box-score-files.ts';

const LINES = 'nfl_player_game_stats';

describe('loading published box scores', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    await ingestNflGames(test);
  });
  afterAll(() => test.close());
  // The games stay; what was loaded of them goes.
  beforeEach(async () => {
    await query(
      test,
      `truncate ${LINES}, nfl_team_game_stats, seeding_tasks, data_loads, load_quarantine, line_changes cascade`,
    );
    await query(
      test,
      "update games set seeding_status = 'pending', seeded_at = null, last_seeding_error = null, home_score = case when week = 1 and home_score <> 19 then 10 else home_score end",
    );
  });

  const lines = () =>
    query<{ line: object }>(
      test,
      `select to_jsonb(line) as line from ${LINES} as line order by game_id, player_id`,
    );
  const gameOf = async (taskId: number) => {
    const text = `select game_id from seeding_tasks where id = ${taskId}`;
    return (await query<{ game_id: number }>(test, text))[0]?.game_id ?? 0;
  };
  const game = () =>
    query(
      test,
      `
      select game.seeding_status, task.status, task.error_type from games as game
      join seeding_tasks as task on task.game_id = game.id where game.home_score = 10`,
    );

  it('writes the lines of a game with their source and run, and ends its task once it is whole', async () => {
    const result = await loadFile(test, playerFile(BUF_LA));
    expect(result).toMatchObject({ rows: 12, written: 12, same: 0, quarantined: 0, games_partial: 1 });
    expect(await game()).toEqual([{ seeding_status: 'partial', status: 'pending', error_type: null }]);
    expect(await query(test, `select distinct source, run_id from ${LINES}`)).toEqual([
      { source: 'nflverse', run_id: result.run_id },
    ]);

    expect(await loadFile(test, TEAM_FILE)).toMatchObject({ rows: 2, written: 2, games_whole: 1 });
    expect(await game()).toEqual([{ seeding_status: 'completed', status: 'completed', error_type: null }]);
    const runs = await query(
      test,
      `select operation, status from sync_log where run_id = '${result.run_id}'`,
    );
    expect(runs).toEqual([{ operation: 'load_box_scores', status: 'completed' }]);
  });

  it('changes nothing the second time, and writes nothing in a dry run', async () => {
    const dry = await loadFile(test, playerFile(BUF_LA), { isDryRun: true });
    expect(dry).toMatchObject({ written: 12, dry_run: true, run_id: null });
    expect(await lines()).toEqual([]);
    await loadFile(test, playerFile(BUF_LA));
    await loadFile(test, TEAM_FILE);
    const before = [await lines(), await query(test, 'select * from seeding_tasks')];
    expect(await loadFile(test, playerFile(BUF_LA))).toMatchObject({ written: 0, same: 12, corrections: 0 });
    expect(await loadFile(test, TEAM_FILE)).toMatchObject({ written: 0, same: 2 });
    expect([await lines(), await query(test, 'select * from seeding_tasks')]).toEqual(before);
  });

  it('records what a newer release changes, figure by figure', async () => {
    await loadFile(test, playerFile(BUF_LA));
    const [first, ...others] = BUF_LA;
    const corrected = [{ ...first, passing_yards: 203 }, ...others];
    expect(await loadFile(test, playerFile(corrected))).toMatchObject({ written: 1, same: 11 });
    const changes = await query(test, 'select column_name, old_value, new_value from line_changes');
    // Before a game is seeded, lines that come are new and changes are recorded all the same.
    expect(changes).toEqual([{ column_name: 'passing_yards', old_value: 200, new_value: 203 }]);
  });

  it('sets aside what cannot be used, and loads the rest of the game', async () => {
    const [first, second, ...others] = BUF_LA;
    const rows = [
      { ...first, fantasy_points: 99 },
      ...others,
      { ...second, player_id: '00-0000999', recent_team: 'XYZ' },
      { ...second, player_id: '00-0000998', week: 5 },
      { ...second, player_id: '00-0000997', completions: 4, attempts: 3 },
      { ...second },
      { ...second },
    ];
    const result = await loadFile(test, playerFile(rows));
    expect(result.by_reason).toEqual({
      contradicts_itself: 2,
      unknown_team: 1,
      unknown_game: 1,
    });
    expect(result).toMatchObject({ rows: 16, written: 11, repeated: 1, quarantined: 4 });
    const [waiting] = await query<{ line: number; field: string; remedy: string }>(
      test,
      "select line, field, value, remedy from load_quarantine where reason = 'unknown_game'",
    );
    expect(waiting).toMatchObject({ line: 14, field: 'week', value: '5' });
  });

  it('lets rows out of quarantine once what kept them out is mended', async () => {
    await query(test, 'update games set home_score = null where home_score = 10');
    const waiting = () => query(test, 'select count(*)::int as rows from load_quarantine');
    expect(await loadFile(test, playerFile(BUF_LA))).toMatchObject({ by_reason: { game_not_final: 12 } });
    expect(await waiting()).toEqual([{ rows: 12 }]);
    await query(test, 'update games set home_score = 10 where home_score is null');
    expect(await loadFile(test, playerFile(BUF_LA))).toMatchObject({ written: 12, quarantined: 0 });
    expect(await waiting()).toEqual([{ rows: 0 }]);
  });

  it('takes none of the lines of a game that contradict its score', async () => {
    const rows = [...side('BUF', 6, 100), ...side('LA', 1, 200)];
    const result = await loadFile(test, playerFile(rows));
    expect(result).toMatchObject({ rows: 12, written: 0, by_reason: { does_not_add_up: 12 } });
    expect(await lines()).toEqual([]);
  });

  it('leaves the lines of another source alone, and finds what differs', async () => {
    await loadFile(test, playerFile(BUF_LA));
    // The same lines as if a provider had told them, under ids of its own.
    await query(test, `update ${LINES} set source = 'api-sports'`);
    await query(test, "delete from external_ids where provider = 'nflverse'");
    const [first, ...others] = BUF_LA;
    const before = await lines();
    const result = await loadFile(test, playerFile([{ ...first, passing_yards: 250 }, ...others]));
    expect(result).toMatchObject({ written: 0, confirmed: 11, by_reason: { unknown_player: 1 } });
    expect(await lines()).toEqual(before);
    const known = await query(
      test,
      "select count(*)::int as ids from external_ids where provider = 'nflverse' and entity_type = 'player'",
    );
    expect(known).toEqual([{ ids: 11 }]);
  });

  it('opens a pass again that was taken off, and leaves a game alone that a worker reads', async () => {
    await loadFile(test, playerFile(BUF_LA));
    const [task] = await query<{ id: number; revision: number }>(
      test,
      'select id, revision from seeding_tasks',
    );
    const taskId = task?.id ?? 0;
    await test.app.taskActions.cancel(taskId, { name: 'test' });
    expect(await loadFile(test, TEAM_FILE)).toMatchObject({ written: 2, games_whole: 1 });
    expect(await game()).toEqual([{ seeding_status: 'completed', status: 'completed', error_type: null }]);

    await test.app.taskActions.seedGame(await gameOf(taskId), { force: true }, { name: 'test' });
    const [open] = await query<{ revision: number }>(test, 'select revision from seeding_tasks');
    const claim = {
      taskId,
      revision: open?.revision ?? 0,
      workerId: 'w1',
      leaseMs: 60_000,
      maxLostStarts: 3,
    };
    expect(await claimTask(test.app.database.db, claim)).toMatchObject({ ok: true });
    expect(await loadFile(test, TEAM_FILE)).toMatchObject({ by_reason: { game_is_being_read: 2 } });
  });

  it('loads the season that is asked for alone', async () => {
    const result = await loadFile(test, playerFile(BUF_LA), { season: 2021 });
    expect(result).toMatchObject({ rows: 12, other_season: 12, written: 0, games: 0 });
  });

  it('goes on behind the last game that it wrote', async () => {
    const rows = [...BUF_LA, ...side('SF', 1, 300), ...side('CHI', 2, 400)];
    let calls = 0;
    const cut = loadFile(test, playerFile(rows), {
      onProgress: () => {
        calls += 1;
        throw new Error('the process is gone');
      },
    });
    await expect(cut).rejects.toThrow('the process is gone');
    expect([calls, (await lines()).length]).toEqual([1, 12]);
    expect(await query(test, 'select status, failure from data_loads')).toEqual([
      { status: 'interrupted', failure: 'the process is gone' },
    ]);
    const result = await loadFile(test, playerFile(rows));
    expect(result).toMatchObject({ resumed: true, rows: 24, written: 24, games: 2 });
    expect(await lines()).toHaveLength(24);
  });

  it('holds no game in a dry run that is past it', async () => {
    const rows = [...BUF_LA, ...side('SF', 1, 300), ...side('CHI', 2, 400)];
    await loadFile(test, playerFile(BUF_LA));
    const before = [await lines(), await query(test, 'select * from data_loads')];
    const [task] = await query<{ id: number }>(test, 'select id from seeding_tasks');
    const locked: Promise<object[]>[] = [];
    const onProgress = () => {
      const lock = `select id from seeding_tasks where id = ${task?.id} for update nowait`;
      if (locked.length === 0) locked.push(query(test, lock));
    };
    const changed = [{ ...BUF_LA[0], passing_yards: 203 }, ...rows.slice(1)];
    const dry = await loadFile(test, playerFile(changed), { isDryRun: true, onProgress });
    expect(dry).toMatchObject({ rows: 24, written: 13, same: 11, games: 2, corrections: 1, resumed: false });
    expect(await Promise.all(locked)).toEqual([[{ id: task?.id }]]);
    expect([await lines(), await query(test, 'select * from data_loads')]).toEqual(before);
    expect(await query(test, 'select from seeding_tasks')).toHaveLength(1);
  });
});
