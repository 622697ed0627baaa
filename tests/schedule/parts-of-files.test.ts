import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../src/db/rows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createIngestService } from '../../src/schedule/ingest.ts';
import type { IngestRequest, IngestResult, IngestService } from '../../src/schedule/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { requestOf } from './ingesting.ts';

const NOW_MS = Date.parse('2026-11-01T12:00:00Z');

const TEAMS = ['Bulls', 'Knicks', 'Celtics', 'Lakers', 'Heat', 'Suns', 'Nets', 'Magic', 'Spurs', 'Kings'];

const HEADER = 'date,time,home_team,away_team,venue,external_game_id,status,home_score,away_score';

/** Every team at home to every other, each on a day of its own, with ids of the file. */
function season(): string[] {
  return TEAMS.flatMap((home, one) =>
    TEAMS.flatMap((away, other) => {
      if (home === away) return [];
      const day = new Date(Date.UTC(2026, 10, 10) + (one * TEAMS.length + other) * 86_400_000);
      return `${day.toISOString().slice(0, 10)},19:30,${home},${away},Ground of ${home},g${one}-${other},,,`;
    }),
  );
}

/** Rows that are wrong by themselves, or beside others of the file that may be far away from them. */
const TROUBLE = [
  '2026-11-11,20:00,Chicago Bulls,New York Knicks,,,,,',
  '2027-02-30,19:30,Bulls,Heat,,,,,',
  '2027-03-01,19:30,Bulls,Globetrotters,,,,,',
  '2027-03-02,19:30,Heat,Nets,,g0-1,,,',
  '2026-11-12,21:00,Celtics,Bulls,,,,,',
  '2027-03-04,19:30,Suns,Magic,Elsewhere,,completed,100,90',
  '2026-10-20,19:30,Lakers,Kings,,,completed,101,99',
  '2026-10-21,19:30,Lakers,Spurs,,,completed,0,0',
];

const FIRST = [...season(), ...TROUBLE];

/** The next version: dates that moved, teams of ids that are others, rows that are right now, and one that is gone. */
const SECOND = [
  ...season()
    .slice(1)
    .map((row, index) => (index % 7 === 0 ? row.replace(',19:30,', ',20:00,') : row))
    .map((row, index) => (index % 11 === 0 ? row.replace(/^2027-01/, '2027-02') : row)),
  '2027-02-28,19:30,Bulls,Heat,,,,,',
  '2027-03-02,19:30,Heat,Nets,,g0-1,,,',
  '2027-03-09,19:30,Kings,Magic,,g3-4,,,',
  '2026-11-11,20:30,Knicks,Bulls,Elsewhere,,,,',
];

type Run = { results: unknown[]; games: unknown[]; waiting: unknown[] };

describe('a file that is looked at by parts', () => {
  let whole: Run;
  let parted: Run;
  const opened: TestApp[] = [];
  beforeAll(async () => {
    whole = await runWith(undefined);
    parted = await runWith(4);
  });
  afterAll(async () => {
    for (const test of opened) await test.close();
  });

  async function runWith(heldGames: number | undefined): Promise<Run> {
    const test = await createTestApp({ clock: { ...systemClock(), nowMs: () => NOW_MS } });
    opened.push(test);
    const { app } = test;
    const service = createIngestService({
      db: app.database.db,
      store: app.store,
      publisher: app.publisher,
      clock: app.clock,
      logger: app.logger,
      tracer: app.tracer,
      delayMs: app.config.seeding.delayMs,
      maxRetries: 3,
      parserVersion: app.parserVersion,
      heldGames,
    });
    const ingest = (rows: readonly string[], overrides: Partial<IngestRequest> = {}) =>
      resultOf(service, [HEADER, ...rows].join('\n'), overrides);
    const results = [
      await ingest(FIRST, { isDryRun: true }),
      await ingest(FIRST, { isStrict: true }),
      await ingest(FIRST),
      await ingest(FIRST),
      await ingest(SECOND, { isDryRun: true }),
      await ingest(SECOND),
      await ingest(SECOND.slice(30, 60), { accept: ['moved-games', 'exchanged-sides'] }),
      await ingest(SECOND.slice(0, 50), { isSync: true }),
      await ingest(SECOND.slice(0, 50), { isSync: true, areCancellationsConfirmed: true, isDryRun: true }),
      // Three games that no league calls off on one day, and no two of one pair of teams.
      await ingest(
        season().filter((_, index) => index % 40 !== 13),
        { isSync: true },
      ),
      await ingest(SECOND.slice(0, 50), { isSync: true, areCancellationsConfirmed: true }),
    ];
    return { results, games: await gamesOf(test), waiting: await waitingOf(test) };
  }

  it('comes to the same as one that is looked at whole', () => {
    for (const [index, result] of whole.results.entries()) expect(parted.results[index]).toEqual(result);
  });

  it('leaves the same games and tasks', () => {
    expect(whole.games.length).toBeGreaterThan(90);
    expect(parted.games).toEqual(whole.games);
  });

  it('leaves the same rows in quarantine', () => {
    expect(whole.waiting.length).toBeGreaterThan(5);
    expect(parted.waiting).toEqual(whole.waiting);
  });
});

async function resultOf(
  service: IngestService,
  text: string,
  overrides: Partial<IngestRequest>,
): Promise<unknown> {
  const result: IngestResult = await service.ingest(requestOf(text, overrides));
  const { import_id: _id, run_id: _run, duration_ms: _ms, quarantined, changes = [], ...figures } = result;
  return JSON.parse(
    withoutIds(
      JSON.stringify({
        ...figures,
        changes: changes.toSorted(),
        quarantined: quarantined.toSorted((one, other) => one.line - other.line),
      }),
    ),
  ) as unknown;
}

/** Games are added in another order, and so have other ids, and others of them are named as examples. */
function withoutIds(text: string): string {
  return text
    .replace(/\bgames? \d+/g, 'game N')
    .replace(/(game N of|\d+ of) \d{4}-\d{2}-\d{2}(, \d+ of \d{4}-\d{2}-\d{2})*/g, 'some games');
}

function gamesOf({ app }: TestApp): Promise<object[]> {
  return rowsOf(
    app.database.db,
    sql`select home.name as home, away.name as away, game.slate_date::text as date, game.game_time::text as time,
               game.status, game.external_game_id as id, game.venue_name as venue, place.name as place,
               game.home_score, game.away_score, game.revision, task.status as task, task.due_at::text as due
        from games as game
        join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id
        left join venues as place on place.id = game.venue_id
        left join seeding_tasks as task on task.game_id = game.id
        order by 3, 1, 2, 4`,
  );
}

async function waitingOf({ app }: TestApp): Promise<object[]> {
  const rows = await rowsOf<{ detail: string }>(
    app.database.db,
    sql`select line, reason, detail, raw, status, resolution is null as is_open from schedule_quarantine
        order by line, reason, status, raw::text, detail`,
  );
  return rows.map((row) => ({ ...row, detail: withoutIds(row.detail) }));
}
