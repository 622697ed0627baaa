import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';

/** Where a side plays at home, as the sample names it; empty for games that it does not have. */
type Place = { venue: string; venueCity: string };

export type DemoGame = Omit<Pair, keyof Place> & Partial<Place> & { tipOffMs: number };

type SampleRow = {
  league?: string;
  home_team: string;
  away_team: string;
  venue: string;
  venue_city: string;
};

/** All windows of the demonstration open within this, after the lead. */
const SPREAD_MS = 15_000;

/**
 * The evening of the bundled sample, moved so that its first seeding window opens `leadMs` from now and the others
 * follow within seconds. More games than the sample has are made by letting its teams meet others.
 */
export async function loadDemoSlate(
  sampleFile: string,
  options: { games: number; nowMs: number; leadMs: number; delayMs: number },
): Promise<readonly DemoGame[]> {
  const rows: SampleRow[] = parse(await readFile(sampleFile, 'utf8'), {
    columns: true,
  });
  const pairs = enoughPairs(rows, options.games);
  const stepMs = SPREAD_MS / Math.max(1, pairs.length);
  const firstWindowMs = options.nowMs + options.leadMs;
  return pairs.map((pair, index) => ({
    ...pair,
    tipOffMs: Math.floor((firstWindowMs + index * stepMs - options.delayMs) / 1000) * 1000,
  }));
}

type Pair = Place & { league: string; home: string; away: string };

const NOWHERE: Place = { venue: '', venueCity: '' };

function enoughPairs(rows: readonly SampleRow[], games: number): readonly Pair[] {
  const pairs: Pair[] = rows.map((row) => ({
    league: row.league ?? '',
    home: row.home_team,
    away: row.away_team,
    venue: row.venue,
    venueCity: row.venue_city,
  }));
  const placeOf = new Map(pairs.map((pair) => [pair.home, pair]));
  const known = new Set(pairs.map(pairKey));
  const leagues = Map.groupBy(pairs.slice(), (pair) => pair.league);
  for (let shift = 1; pairs.length < games && shift < rows.length * 2; shift += 1) {
    for (const [league, own] of leagues) {
      const teams = [...own.map((pair) => pair.home), ...own.map((pair) => pair.away)];
      for (const [index, home] of teams.entries()) {
        const { venue, venueCity } = placeOf.get(home) ?? NOWHERE;
        const away = teams[(index + shift) % teams.length] ?? home;
        const pair = { league, home, away, venue, venueCity };
        if (pair.home === pair.away || known.has(pairKey(pair))) continue;
        known.add(pairKey(pair));
        pairs.push(pair);
      }
    }
  }
  return pairs.slice(0, games);
}

function pairKey({ home, away }: Pick<Pair, 'home' | 'away'>): string {
  return [home, away].toSorted().join(' - ');
}

/** The slate as a native schedule file in UTC. */
export function slateCsv(games: readonly DemoGame[]): string {
  const rows = games.map(({ league, home, away, venue = '', venueCity = '', tipOffMs }) => {
    const start = DateTime.fromMillis(tipOffMs, { zone: 'utc' });
    const when = `${start.toISODate()},${start.toFormat('HH:mm:ss')}`;
    return [when, league, home, away, 'UTC', venue, venueCity].join(',');
  });
  return ['date,time,league,home_team,away_team,timezone,venue,venue_city', ...rows].join('\n');
}

/** The season in which a game falls: seasons of all our leagues but MLS start in summer or autumn. */
export function seasonOf(tipOffMs: number): number {
  const start = DateTime.fromMillis(tipOffMs, { zone: 'utc' });
  return start.month >= 8 ? start.year : start.year - 1;
}
