import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { followClosingLines } from '../../src/odds/closing/follow-closing-lines.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { load } from './odds-world.ts';

/** Odds and schedules as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const SCHEDULE = `${SHARED}schedules/nflverse_games_1999-2025.csv`;
const CHANGES = `${SHARED}platform/odds/nfl_2025_line_changes_2025-09-10_to_10-31.csv.gz`;
const BODIES = `${SHARED}platform/odds/odds-api-v4-nfl-bodies/`;
const isThere = [SCHEDULE, CHANGES, BODIES].every((path) => existsSync(path));
if (!isThere) console.warn(`skipped: the published odds are absent (${SHARED})`);

/** A body in ten; all of them are loaded where there is time for it. */
const EVERY = 10;

describe.skipIf(!isThere)('the published changes of the NFL', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  const loadFile = (path: string) =>
    load(test, '', { sourceName: basename(path), open: () => Promise.resolve(createReadStream(path)) });
  beforeAll(async () => {
    test = await createTestApp();
    const source = createReadStream(SCHEDULE);
    const asked = { source, sourceName: basename(SCHEDULE), sport: 'NFL', seasonYear: 2025 } as const;
    await test.app.ingestService.ingest(ingestRequest('', { ...asked, past: 'none', isStrict: false }));
  });
  afterAll(() => test?.close());

  it('are exactly its rows, and bodies of the same weeks add none', async () => {
    expect(await loadFile(CHANGES)).toMatchObject({
      rows: 99_767,
      changes: 99_767,
      quarantined: 0,
      events_linked: 133,
      events_open: 0,
    });
    const bodies = (await readdir(BODIES)).toSorted().filter((_, index) => index % EVERY === 0);
    for (const body of bodies)
      expect(await loadFile(`${BODIES}${body}`)).toMatchObject({ changes: 0, quarantined: 0 });
  });

  it('belong to the games of both teams within a day and a half, each to another', async () => {
    const [links] = await rowsOf(
      db(),
      sql`
      select count(*)::int as links, count(distinct game.id)::int as games,
             (count(*) filter (where home.name = event.home_name and away.name = event.away_name
               and abs(extract(epoch from game.game_datetime - event.starts_at)) <= 36 * 3600))::int as right
      from odds_events as event join games as game on game.id = event.game_id
      join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id`,
    );
    expect(links).toEqual({ links: 133, games: 133, right: 133 });
  });

  it('close within a point of what another publisher has, in 95 of 100 games at the least', async () => {
    await followClosingLines(db());
    const closes = await rowsOf<{ day: string; home: string; away: string; point: number }>(
      db(),
      sql`
      select game.slate_date::text as day, home.abbreviation as home, away.abbreviation as away, close_point as point
      from closing_lines join games as game on game.id = game_id
      join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id
      where market = 'spreads' and side = 'home' and close_point is not null`,
    );
    const published = await publishedSpreads();
    const compared = closes.flatMap(({ day, home, away, point }) => {
      const spread = published.get(`${day} ${away} ${home}`);
      // There the favourite at home is positive, here the handicap of the home team is negative.
      return spread === undefined ? [] : [Math.abs(point + spread)];
    });
    expect(compared.length).toBeGreaterThan(80);
    expect(compared.filter((points) => points <= 1).length / compared.length).toBeGreaterThanOrEqual(0.95);
  });
});

const RENAMED: Readonly<Record<string, string>> = { LA: 'LAR', JAC: 'JAX' };

async function publishedSpreads(): Promise<Map<string, number>> {
  const [header = '', ...lines] = (await readFile(SCHEDULE, 'utf8')).split('\n');
  const names = header.split(',');
  const found = new Map<string, number>();
  for (const line of lines) {
    const cells = line.split(',');
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    const team = (name: string) => RENAMED[cell(name)] ?? cell(name);
    if (cell('season') !== '2025' || cell('spread_line') === '') continue;
    found.set(`${cell('gameday')} ${team('away_team')} ${team('home_team')}`, Number(cell('spread_line')));
  }
  return found;
}
