import { sql } from 'drizzle-orm';
import type { Database } from '../src/db/database.ts';
import { referenceTeams } from '../src/reference/built-in/reference-teams.ts';

/** The kickoff of every game of the log, and how long before it prices are told. */
const KICKOFF_MS = Date.UTC(2026, 9, 25, 17);
const TOLD_FROM_MS = Date.UTC(2026, 9, 19);

const BOOKS = ['fanduel', 'draftkings', 'betmgm', 'bovada', 'betrivers', 'espnbet', 'fanatics', 'pinnacle'];
const COLUMNS =
  'captured_at,event_id,commence_time,home_team,away_team,bookmaker,book_last_update,market,outcome,price,point';

/** A week of the NFL: every team plays once, all at one time. */
const PAIRS = pairsOf(referenceTeams('NFL').map(({ name }) => name));

function pairsOf(names: readonly string[]): { home: string; away: string; id: string }[] {
  return Array.from({ length: Math.floor(names.length / 2) }, (_, index) => ({
    home: names[2 * index] ?? '',
    away: names[2 * index + 1] ?? '',
    id: `bench${index}`,
  }));
}

/** The schedule of the games that the log tells of. */
export function weekCsv(): string {
  const kickoff = new Date(KICKOFF_MS).toISOString();
  const rows = PAIRS.map(
    ({ home, away }) => `${kickoff.slice(0, 10)},${kickoff.slice(11, 16)},${home},${away}`,
  );
  return `date,time,home_team,away_team\n${rows.join('\n')}\n`;
}

/** A log of about as many changes, oldest first: two sides of a market of a book move together. */
export function changeLog(changes: number): string {
  const lines = [COLUMNS];
  const captures = Math.ceil(changes / 2 / PAIRS.length);
  const everyMs = Math.floor((KICKOFF_MS - TOLD_FROM_MS) / (captures + 1) / 1_000) * 1_000;
  for (let capture = 0; lines.length <= changes; capture += 1)
    for (const [index, { home, away, id }] of PAIRS.entries()) {
      const at = new Date(TOLD_FROM_MS + capture * everyMs).toISOString();
      const book = BOOKS[(capture * 3 + index) % BOOKS.length];
      const begin = [at, id, new Date(KICKOFF_MS).toISOString(), home, away, book, at];
      const step = Math.floor(capture / BOOKS.length);
      for (const [outcome, price, point] of movedLine(step, [home, away]))
        lines.push([...begin, MARKETS[step % MARKETS.length], outcome, price, point].join(','));
    }
  return `${lines.slice(0, changes + 1).join('\n')}\n`;
}

const MARKETS = ['spreads', 'totals', 'h2h'] as const;

/** What the two sides of a market are after so many steps; no step leaves them as they were. */
function movedLine(step: number, [home, away]: readonly [string, string]) {
  const turn = Math.floor(step / MARKETS.length);
  const price = -105 - (turn % 9);
  const half = ((turn % 5) - 2) / 2;
  if (step % MARKETS.length === 0)
    return [[home, price, -3 + half] as const, [away, price - 1, 3 - half] as const];
  if (step % MARKETS.length === 1)
    return [['Over', price, 44 + half] as const, ['Under', price - 1, 44 + half] as const];
  return [[home, price - 40, ''] as const, [away, 120 + (turn % 9), ''] as const];
}

/** Months that are filled; the newest is that of the log. */
export const FILLED_MONTHS = 12;
/** Eight books, four markets, two sides. */
const SERIES_OF_EVENT = 64;
const CHANGES_OF_SERIES = 40;

/** The months that are filled, each by an instant of it. */
export function filledMonths(): number[] {
  return Array.from({ length: FILLED_MONTHS }, (_, index) => Date.UTC(2026, 9 - index, 15));
}

/** Adds about as many changes, over twelve months alike, of events with 64 series of forty changes each; analysed. */
export async function fillChanges(db: Database, rows: number): Promise<void> {
  const events = Math.max(FILLED_MONTHS, Math.round(rows / SERIES_OF_EVENT / CHANGES_OF_SERIES));
  await db.execute(sql`
    insert into odds_events (provider, sport_id, league_id, external_id, home_name, away_name, starts_at,
                             first_seen_at, last_seen_at)
    select 'bench', league.sport_id, league.id, 'fill' || number, 'Home ' || number, 'Away ' || number,
           month.from_at + interval '20 days', month.from_at, month.from_at + interval '20 days'
    from generate_series(0, ${events - 1}::int) as number
    cross join lateral (select timestamptz '2026-10-01' - number % ${FILLED_MONTHS} * interval '1 month' as from_at) as month
    join leagues as league on league.name = 'NFL'`);
  await db.execute(sql`
    insert into odds_current (event_id, bookmaker_id, market, side, subject, line, point, price, price_text,
                              captured_at, source, last_seen_at)
    select event.id, book.id, market.name, side.name, null, null, null, 1.9, '-110', event.last_seen_at, 'bench',
           event.last_seen_at
    from odds_events as event
    cross join (select id from bookmakers order by id limit ${BOOKS.length}) as book
    cross join (values ('h2h'), ('spreads'), ('totals'), ('h2h_h1')) as market (name)
    cross join (values ('home'), ('away')) as side (name)
    where event.provider = 'bench'`);
  // A step at a time: no statement takes as long as the connection lets one.
  for (let step = 0; step < CHANGES_OF_SERIES; step += 1)
    await db.execute(sql`
    insert into odds_changes (series_id, event_id, bookmaker_id, market, side, subject, point, price, price_text,
                              captured_at, source)
    select series.series_id, series.event_id, series.bookmaker_id, series.market, series.side, null, null,
           1.5 + ${step}::int / 100.0, '-110',
           event.first_seen_at + ${step}::int * interval '11 hours' + series.series_id % 600 * interval '1 minute', 'bench'
    from odds_events as event join odds_current as series on series.event_id = event.id
    where event.provider = 'bench'`);
  for (const table of ['odds_events', 'odds_current', 'odds_changes'])
    await db.execute(sql.raw(`vacuum analyze ${table}`));
}
