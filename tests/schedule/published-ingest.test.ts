import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import type { Sport } from '../../src/domain/sport.ts';
import type { IngestRequest, IngestResult } from '../../src/schedule/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { NO_DRIFT, driftOf, requestOf } from './ingesting.ts';

/** Schedules as their publishers released them, beside the checkout; not part of the project. */
const FOLDER = fileURLToPath(new URL('../../../shared/data/schedules/', import.meta.url));
const isThere = existsSync(FOLDER);
if (!isThere) console.warn(`skipped: the published schedules are absent (${FOLDER})`);

/** File, sport, season, and how many games it adds; what else it holds is of other seasons or quarantined. */
type Published = [path: string, sport: Sport, season: number, added: number, reasons: Record<string, number>];

const NONE = {};
const FILES: Published[] = [
  ['bbref_2023.csv', 'NBA', 2022, 1320, NONE],
  ['bbref_2024.csv', 'NBA', 2023, 1319, NONE],
  ['espn_nba_2025-26_with_results.json', 'NBA', 2025, 1320, NONE],
  ['fixturedownload_nba-2023-UTC.csv', 'NBA', 2023, 1200, NONE],
  ['fixturedownload_nba-2024-UTC.csv', 'NBA', 2024, 1200, NONE],
  ['nflverse_games_1999-2025.csv', 'NFL', 2022, 284, NONE],
  ['nflverse_games_1999-2025.csv', 'NFL', 2025, 272, NONE],
  ['pfr_2022.csv', 'NFL', 2022, 284, NONE],
  ['pfr_2023.csv', 'NFL', 2023, 285, NONE],
  ['footballdata_couk_2425_D1.csv', 'FOOTBALL', 2024, 306, NONE],
  ['footballdata_couk_2425_E0.csv', 'FOOTBALL', 2024, 380, NONE],
  ['footballdata_couk_2425_SP1.csv', 'FOOTBALL', 2024, 380, NONE],
  [
    'footballdata_couk_USA_MLS_2012-2026.csv',
    'FOOTBALL',
    2023,
    519,
    { time_does_not_exist: 1, time_ambiguous: 1 },
  ],
  ['footballdata_couk_USA_MLS_2012-2026.csv', 'FOOTBALL', 2024, 522, NONE],
  ...[2022, 2023, 2024].flatMap((season) =>
    ['en', 'es', 'it', 'fr', 'de'].map((country): Published => {
      const isSmall = country === 'de' || (country === 'fr' && season > 2022);
      const path = `openfootball_${season}-${season - 1999}_${country}.1.json`;
      return [path, 'FOOTBALL', season, isSmall ? 306 : 380, NONE];
    }),
  ),
  ['revisions/openfootball_2025-26_en.1_rev2025-07-30.json', 'FOOTBALL', 2025, 380, NONE],
  ['revisions/openfootball_2025-26_en.1_rev2025-11-04.json', 'FOOTBALL', 2025, 380, NONE],
];

const COLUMNS = [58, 9, 7, 7, 7, 8];
const tableLine = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell, index) =>
      index === 0 ? String(cell).padEnd(58) : String(cell).padStart(COLUMNS[index] ?? 0),
    )
    .join(' ');

describe.skipIf(!isThere)('published schedules', () => {
  let test: TestApp;
  const lines: string[] = [];
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(async () => {
    await test.close();
    console.info([tableLine(['file', 'season', 'rows', 'other', 'added', 'refused']), ...lines].join('\n'));
  });
  beforeEach(async () => {
    await test.app.database.db.execute(sql`truncate games, schedule_imports, schedule_quarantine cascade`);
    for (const queue of test.app.store.bullQueues()) await queue.obliterate({ force: true });
  });

  const ingestFile = (
    path: string,
    sport: Sport,
    seasonYear: number,
    more: Partial<IngestRequest> = {},
  ): Promise<IngestResult> =>
    test.app.ingestService.ingest(
      requestOf('', {
        source: createReadStream(FOLDER + path),
        sourceName: basename(path),
        sport,
        seasonYear,
        past: 'recent',
        ...more,
      }),
    );

  it.each(FILES)(
    '%s of %s %i goes in whole, every row accounted for, and once only',
    async (...published) => {
      const [path, sport, season, added, reasons] = published;
      const result = await ingestFile(path, sport, season);
      const refused: Record<string, number> = {};
      for (const { reason } of result.quarantined) refused[reason] = (refused[reason] ?? 0) + 1;
      const words = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
      lines.push(
        tableLine([
          path,
          season,
          result.rows,
          result.rows_other_seasons,
          result.games_added,
          words.join(', ') || 0,
        ]),
      );
      expect({ added: result.games_added, refused }).toEqual({ added, refused: reasons });
      expect(result.games_added + result.rows_other_seasons + result.quarantined.length).toBe(result.rows);

      const again = await ingestFile(path, sport, season, { isSync: true });
      expect(again).toMatchObject({
        games_added: 0,
        games_moved: 0,
        games_updated: 0,
        games_cancelled: 0,
        games_unchanged: added,
      });
      expect(again.import_id).toBeUndefined();
      expect(await driftOf(test)).toEqual(NO_DRIFT);
    },
  );

  it('of two revisions of a Premier League season move, confirm and rename without a wrong game', async () => {
    const revision = (date: string) => `revisions/openfootball_2025-26_en.1_rev${date}.json`;
    const first = await ingestFile(revision('2025-07-30'), 'FOOTBALL', 2025, { past: 'all' });
    expect(first).toMatchObject({ games_added: 380, tasks_created: 380, tasks_enqueued: 380 });
    const second = await ingestFile(revision('2025-11-04'), 'FOOTBALL', 2025, { past: 'all', isSync: true });
    lines.push(
      `revisions: moved ${second.games_moved - second.times_confirmed}, times confirmed ${second.times_confirmed}, ` +
        `results only ${second.games_updated}, unchanged ${second.games_unchanged - second.games_updated}, ` +
        `tasks rescheduled ${second.tasks_rescheduled}`,
    );
    expect(second).toMatchObject({
      games_added: 0,
      games_cancelled: 0,
      games_moved: 69 + 87,
      times_confirmed: 87,
      games_updated: 54,
      games_unchanged: 54 + 170,
      tasks_created: 0,
      tasks_rescheduled: 69 + 87,
      tasks_enqueued: 69 + 87,
      quarantined: [],
    });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
    const wrong = await firstRow(
      test.app.database.db,
      sql`select count(*) filter (where task.due_at <> game.game_datetime + interval '4 hours') as tasks,
                 count(*) filter (where (task.hold_reason = 'time_unknown') = game.time_confirmed) as holds,
                 count(*) filter (where task.revision <> (select count(*) from game_events as event
                   where event.game_id = game.id and event.data -> 'fields' @> '[{"field": "game_datetime"}]') + 1)
                   as revisions
          from games as game join seeding_tasks as task on task.game_id = game.id`,
    );
    expect(wrong).toEqual({ tasks: 0, holds: 0, revisions: 0 });

    // And back: taken back, the season is again as the first revision had it.
    expect(await test.app.ingestService.undo(second.import_id ?? 0, { name: 'test' })).toMatchObject({
      ok: true,
      games_restored: 69 + 87 + 54,
      tasks_rescheduled: 69 + 87,
    });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
    const again = await ingestFile(revision('2025-07-30'), 'FOOTBALL', 2025, { isSync: true });
    expect(again).toMatchObject({ games_unchanged: 380, games_updated: 0, games_moved: 0 });
  });
});
