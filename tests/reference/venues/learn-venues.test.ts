import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import type { ScheduledGame, SeasonList } from '../../../src/domain/scheduled-game.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { readEnvelope } from '../../../src/providers/api-sports/envelope.ts';
import { parseSeasonGames as footballGames } from '../../../src/providers/api-sports/football/parse.ts';
import { parseSeasonGames as nbaGames } from '../../../src/providers/api-sports/nba/parse.ts';
import { parseSeasonGames as nflGames } from '../../../src/providers/api-sports/nfl/parse.ts';
import type { Envelope } from '../../../src/providers/client/provider-api.ts';
import { ingest } from '../../schedule/ingesting.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const SAMPLES = new URL('../../../../shared/data/api-samples/', import.meta.url);
const hasSamples = existsSync(SAMPLES);
const ABSENT = hasSamples ? '' : ' (skipped: there is no folder shared/data beside the checkout)';
const ANNA = { name: 'operator anna' };

type VenueRow = {
  name: string;
  city: string | null;
  region: string | null;
  games: number;
  ids: string | null;
};

function venuesOf({ app }: TestApp): Promise<VenueRow[]> {
  return rowsOf<VenueRow>(
    app.database.db,
    sql`select place.name, place.city, place.region,
               (select count(*)::int from games where venue_id = place.id) as games,
               (select string_agg(external_id, ',' order by alias) from external_ids
                where entity_type = 'venue' and entity_id = place.id) as ids
        from venues as place order by place.name, place.city`,
  );
}

type Provided = { sport: Sport; league: string; season: number };

function provide({ app }: TestApp, list: SeasonList, { sport, league, season }: Provided) {
  return app.ingestService.ingestGames({
    ...list,
    sport,
    leagueName: league,
    seasonYear: season,
    source: 'api-sports',
    askAbout: () => Promise.resolve(undefined),
    isSync: false,
    isDryRun: false,
    isStrict: false,
    past: 'none',
    actor: 'test',
  });
}

function fixture(home: string, away: string, more: Partial<ScheduledGame>): ScheduledGame {
  const side = (name: string) => ({
    providerTeamId: String(name.length * 1000 + name.charCodeAt(0)),
    name,
    code: null,
  });
  const startMs = Date.parse('2027-03-06T15:00:00Z') + home.length * 86_400_000;
  return {
    providerGameId: `${home.charCodeAt(0)}${home.length}${away.charCodeAt(0)}${away.length}`,
    startMs,
    status: 'scheduled',
    isStatusKnown: true,
    statusText: 'Not Started',
    home: side(home),
    away: side(away),
    homeScore: null,
    awayScore: null,
    homePeriodScores: [],
    awayPeriodScores: [],
    isTimeKnown: true,
    stage: null,
    round: 'Regular Season - 27',
    venue: null,
    ...more,
  };
}

const EPL = { sport: 'FOOTBALL', league: 'Premier League', season: 2026 } as const;
const listOf = (games: readonly ScheduledGame[]): SeasonList => ({ games, unreadable: [] });

describe('places that schedules name', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(
      sql`truncate games, venues, schedule_imports, schedule_quarantine, team_aliases cascade`,
    );
    await test.app.database.db.execute(sql`delete from external_ids where entity_type in ('venue', 'game')`);
  });

  describe.skipIf(!hasSamples)(`of recorded bodies${ABSENT}`, () => {
    const recorded = (path: string): Envelope => {
      const body = readFileSync(new URL(path, SAMPLES), 'utf8');
      const response = { status: 200, headers: {}, body, bytes: body.length };
      const reading = readEnvelope(response, { nowMs: 0, random: () => 0 });
      if (!reading.ok) throw new Error(reading.problem);
      return reading.envelope;
    };

    it.each([
      {
        body: 'api-nba-v2/games_date_2024-04-14_full.json',
        of: { sport: 'NBA', league: 'NBA', season: 2023 } as const,
        read: nbaGames,
        count: 15,
        one: { name: 'Madison Square Garden', city: 'New York', region: 'NY', games: 1, ids: null },
      },
      {
        body: 'api-american-football-v1/games_2022-09-11.json',
        of: { sport: 'NFL', league: 'NFL', season: 2022 } as const,
        read: nflGames,
        count: 4,
        one: { name: 'Soldier Field', city: null, region: null, games: 1, ids: null },
      },
      {
        body: 'api-football-v3/fixtures_league135_season2025.json',
        of: { sport: 'FOOTBALL', league: 'Serie A', season: 2025 } as const,
        read: (envelope: Envelope) => footballGames(envelope, '135'),
        count: 7,
        one: { name: 'New Balance Arena', city: 'Bergamo', region: null, games: 1, ids: '879' },
      },
    ])('$body', async ({ body, of, read, count, one }) => {
      const list = read(recorded(body));
      if (!list.ok) throw new Error(list.problem);
      const result = await provide(test, list.value, of);
      expect(result.warnings ?? []).toEqual([]);
      const venues = await venuesOf(test);
      expect(venues).toHaveLength(count);
      expect(venues).toContainEqual(one);
      expect(venues.reduce((sum, { games }) => sum + games, 0)).toBe(list.value.games.length);
      await provide(test, list.value, of);
      expect(await venuesOf(test)).toEqual(venues);
    });
  });

  it('knows a name in any spelling, and a name in another city as another place', async () => {
    const games = [
      fixture('Arsenal', 'Everton', {
        venue: 'Estádio do Parque',
        venuePlace: { city: 'Lisboa', region: null, country: null, externalId: '11' },
      }),
      fixture('Chelsea', 'Fulham', {
        venue: 'ESTADIO DO PARQUE',
        venuePlace: { city: 'lisboa', region: null, country: null, externalId: null },
      }),
      fixture('Liverpool', 'Brentford', {
        venue: 'Estádio do Parque',
        venuePlace: { city: 'Braga', region: null, country: null, externalId: '12' },
      }),
    ];
    expect(await provide(test, listOf(games), EPL)).toMatchObject({ games_added: 3 });
    expect(await venuesOf(test)).toEqual([
      { name: 'Estádio do Parque', city: 'Braga', region: null, games: 1, ids: '12' },
      { name: 'Estádio do Parque', city: 'Lisboa', region: null, games: 2, ids: '11' },
    ]);
  });

  it('takes the place of an id under another name, and the home team where a name has two', async () => {
    const place = (city: string | null, externalId: string | null) => ({
      city,
      region: null,
      country: null,
      externalId,
    });
    await provide(
      test,
      listOf([
        fixture('Arsenal', 'Everton', { venue: 'Old Ground', venuePlace: place('North', '7') }),
        fixture('Chelsea', 'Fulham', { venue: 'Old Ground', venuePlace: place('South', '8') }),
      ]),
      EPL,
    );
    const later = (game: ScheduledGame): ScheduledGame => ({
      ...game,
      providerGameId: `9${game.providerGameId}`,
      startMs: game.startMs + 20 * 86_400_000,
    });
    const result = await provide(
      test,
      listOf([
        later(fixture('Arsenal', 'Brentford', { venue: 'Bank Park', venuePlace: place('North', '7') })),
        later(fixture('Chelsea', 'Liverpool', { venue: 'Old Ground' })),
        later(fixture('Liverpool', 'Brentford', { venue: 'Old Ground' })),
      ]),
      EPL,
    );
    expect(await venuesOf(test)).toEqual([
      { name: 'Old Ground', city: 'North', region: null, games: 2, ids: '7' },
      { name: 'Old Ground', city: 'South', region: null, games: 2, ids: '8' },
    ]);
    // Nothing says where Liverpool plays: that is asked, and the game is in.
    expect(result.warnings).toEqual([expect.stringMatching(/"Old Ground".*North.*South.*venues questions/)]);
    const page = await test.app.database.db.execute(
      sql`select venue_name from games where venue_id is null and venue_name is not null`,
    );
    expect(page.rows).toEqual([{ venue_name: 'Old Ground' }]);
  });

  it('asks about a name that is nearly that of where the home team plays', async () => {
    await ingest(test, ['2027-03-01,19:30,Bulls,Knicks,United Center'], {}, ',venue');
    const second = await ingest(test, ['2027-03-05,19:30,Bulls,Suns,Untied Center'], {}, ',venue');
    expect(second.warnings?.join(' ')).toMatch(/Untied Center.*United Center/);
    expect(await venuesOf(test)).toHaveLength(1);
  });

  it('reads the city of a file, and fills what was not known', async () => {
    await ingest(test, ['2027-03-01,19:30,Bulls,Knicks,United Center'], {}, ',venue');
    const rows = ['2027-03-05,19:30,Bulls,Suns,united center,Chicago,USA'];
    await ingest(test, rows, {}, ',venue,venue_city,venue_country');
    expect(await venuesOf(test)).toEqual([
      { name: 'United Center', city: 'Chicago', region: null, games: 2, ids: null },
    ]);
  });

  it('takes back with an import what only it had brought', async () => {
    await ingest(test, ['2027-03-01,19:30,Bulls,Knicks,United Center'], {}, ',venue');
    const second = await ingest(
      test,
      [
        '2027-03-01,19:30,Bulls,Knicks,Allstate Arena',
        '2027-03-05,19:30,Suns,Jazz,Footprint Center',
        '2027-03-07,19:30,Bulls,Jazz,United Center',
      ],
      {},
      ',venue',
    );
    expect(await venuesOf(test)).toMatchObject([
      { name: 'Allstate Arena', games: 1 },
      { name: 'Footprint Center', games: 1 },
      { name: 'United Center', games: 1 },
    ]);
    const undone = await test.app.ingestService.undo(second.import_id ?? 0, ANNA);
    expect(undone).toMatchObject({
      ok: true,
      venues_removed: 2,
      message: expect.stringMatching(/Allstate Arena/),
    });
    expect(await venuesOf(test)).toEqual([
      { name: 'United Center', city: null, region: null, games: 1, ids: null },
    ]);
  });

  it('keeps no place of a dry run', async () => {
    await ingest(test, ['2027-03-01,19:30,Bulls,Knicks,United Center'], { isDryRun: true }, ',venue');
    expect(await venuesOf(test)).toEqual([]);
  });
});
