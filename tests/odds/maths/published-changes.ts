import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import type { CapturedQuote, OddsSide } from '../../../src/domain/odds.ts';
import { readPrice } from '../../../src/domain/odds-price.ts';
import { NFL_TEAMS } from '../../../src/reference/built-in/nfl.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const NFL_LOG = new URL('platform/odds/nfl_2025_line_changes_2025-09-10_to_10-31.csv.gz', DATA);
const NFL_GAMES = new URL('schedules/nflverse_games_1999-2025.csv', DATA);
const NBA_FOLDER = new URL('platform/odds/odds-api-v4-nba-snapshots/', DATA);

export const ARE_PRESENT = existsSync(NFL_LOG);
export const ABSENT = ARE_PRESENT ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

/** An event with its changes, or what a snapshot has of it. */
export type PublishedEvent = { id: string; home: string; away: string; changes: CapturedQuote[] };

type Row = Readonly<Record<string, string>>;

function rowsOf(text: Buffer): readonly Row[] {
  return parse<Row>(text, { columns: true, bom: true });
}

/** The 99,767 changes of NFL lines, by event. */
export function nflEvents(): readonly PublishedEvent[] {
  const rows = rowsOf(gunzipSync(readFileSync(NFL_LOG)));
  return eventsOf(rows, 'american', ({ captured_at: at, outcome, book_last_update: updated }) => ({
    at: Date.parse(at ?? ''),
    outcome: outcome ?? '',
    updated: Date.parse(updated ?? ''),
  }));
}

/** A snapshot a day of NBA odds in Australia, each event of a day by itself. */
export function nbaEvents(): readonly PublishedEvent[] {
  const files = readdirSync(NBA_FOLDER).filter((name) => name.endsWith('.csv'));
  return files.flatMap((name) =>
    eventsOf(rowsOf(readFileSync(new URL(name, NBA_FOLDER))), 'decimal', (row) => ({
      at: DateTime.fromFormat(row['snapshot_utc'] ?? '', 'yyyyMMdd_HHmmss', { zone: 'utc' }).toMillis(),
      outcome: row['outcome_name'] ?? '',
      updated: Date.parse(row['last_update'] ?? ''),
    })),
  );
}

function eventsOf(
  rows: readonly Row[],
  format: 'american' | 'decimal',
  placed: (row: Row) => { at: number; outcome: string; updated: number },
): readonly PublishedEvent[] {
  const events = new Map<string, PublishedEvent>();
  for (const row of rows) {
    const {
      event_id: id = '',
      home_team: home = '',
      away_team: away = '',
      bookmaker: book = '',
      market = '',
    } = row;
    const event = events.get(id) ?? { id, home, away, changes: [] };
    events.set(id, event);
    const { at, outcome, updated } = placed(row);
    const read = readPrice(row['price'] ?? '', format);
    if (!read.ok) throw new Error(read.problem);
    const side = sideOf(outcome, event);
    const point = row['point'] === '' ? null : Number(row['point']);
    event.changes.push({
      book,
      market,
      side,
      subject: null,
      price: read.price,
      // Handicaps are those of the home team.
      point: point !== null && side === 'away' ? 0 - point : point,
      capturedAtMs: at,
      updatedAtMs: updated,
    });
  }
  return [...events.values()];
}

function sideOf(outcome: string, { home, away }: PublishedEvent): OddsSide {
  const sides: Readonly<Record<string, OddsSide>> = {
    [home]: 'home',
    [away]: 'away',
    Over: 'over',
    Under: 'under',
  };
  const side = sides[outcome];
  if (side === undefined) throw new Error(`${outcome} is no outcome of ${away} at ${home}`);
  return side;
}

export type NflGame = {
  startMs: number;
  /** Handicap of the home team. */
  spread: number;
  total: number;
  homeScore: number | null;
  awayScore: number | null;
};

const DAY_MS = 86_400_000;

/** The game of an event as the schedule knows it: both teams within a day and a half of a start that was told. */
export function nflGameFinder(): (event: PublishedEvent) => NflGame | undefined {
  const codes = new Map(
    NFL_TEAMS.map(({ name, abbreviation }) => [name, abbreviation === 'LAR' ? 'LA' : abbreviation]),
  );
  const games = rowsOf(readFileSync(NFL_GAMES)).filter(({ season }) => season === '2025');
  return ({ home, away, changes }) => {
    const last = changes.reduce((latest, { capturedAtMs }) => Math.max(latest, capturedAtMs), 0);
    const game = games
      .filter((row) => row['home_team'] === codes.get(home) && row['away_team'] === codes.get(away))
      .map(gameOf)
      // Events are listed weeks before, and quoted until they are over.
      .find(({ startMs }) => startMs > last - DAY_MS);
    return game;
  };
}

function gameOf(row: Row): NflGame {
  const { gameday = '', gametime = '', home_score: homeScore = '', away_score: awayScore = '' } = row;
  const start = DateTime.fromISO(`${gameday}T${gametime}`, { zone: 'America/New_York' });
  return {
    startMs: start.toMillis(),
    spread: 0 - Number(row['spread_line']),
    total: Number(row['total_line']),
    homeScore: /^\d+$/.test(homeScore) ? Number(homeScore) : null,
    awayScore: /^\d+$/.test(awayScore) ? Number(awayScore) : null,
  };
}
