import { z } from 'zod';
import type { BookQuotes, OddsEvent, OddsSnapshot, Quote, RefusedQuote } from '../../domain/odds.ts';
import { readPrice } from '../../domain/odds-price.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Envelope, ProviderApi } from '../client/provider-api.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../client/provider-call.ts';
import type { OddsPort, OddsRequest } from '../ports.ts';
import type { League } from '../../domain/league.ts';
import { datesOfUtcDay } from './date-ranges.ts';
import { type EspnClient, leagueAtEspn, mustRead } from './espn-client.ts';
import { type EspnSport, sitePath, summaryPath } from './espn-leagues.ts';
import { Event, type Summary } from './schema.ts';
import { gameOfSummary } from './summary.ts';
import { eventsOf } from './games-of-body.ts';
import { MOST_EVENTS, readEvent } from './scoreboard.ts';

/** ESPN shows the odds of games of the next days. */
const DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;

const Number_ = z.union([z.number(), z.string()]).nullish();
const TeamOdds = z.object({ moneyLine: Number_, spreadOdds: Number_ }).nullish();
const Price = z.object({ american: Number_, decimal: z.number().nullish() }).nullish();

/** The odds of one bookmaker: of a scoreboard (`odds`), or of a summary (`pickcenter`). */
export const EspnOdds = z.object({
  provider: z.object({ id: Number_, name: z.string().min(1) }),
  overUnder: z.number().nullish(),
  /** The handicap of the home team. */
  spread: z.number().nullish(),
  overOdds: Number_,
  underOdds: Number_,
  homeTeamOdds: TeamOdds,
  awayTeamOdds: TeamOdds,
  drawOdds: z.object({ moneyLine: Number_ }).nullish(),
  current: z.object({ over: Price, under: Price }).nullish(),
});

/** What ESPN has of an event, in its list and in its summary. */
const MARKETS = ['h2h', 'spreads', 'totals'];

type Deps = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  sport: EspnSport;
  clock: Pick<Clock, 'nowMs'>;
  client: Pick<EspnClient, 'summary'>;
};

export function createOddsPort(deps: Deps): OddsPort {
  return {
    events: async (league, context) =>
      (await ask(deps, league, context)).events.map(({ books: _books, ...event }) => event),
    odds: async (league, request, context) => wanted(await ask(deps, league, context), request),
    eventOdds: async (_league, eventId, request, context) =>
      wanted(await askEvent(deps, eventId, context), request),
    eventMarkets: () => MARKETS,
  };
}

async function ask(
  { pipeline, api, sport, clock }: Deps,
  league: League,
  context: CallContext,
): Promise<OddsSnapshot> {
  const nowMs = clock.nowMs();
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const [from = ''] = datesOfUtcDay(day(nowMs)).split('-');
  const to = day(nowMs + DAYS_AHEAD * DAY_MS).replaceAll('-', '');
  const { value } = await pipeline.call({
    api,
    endpoint: sitePath(sport, leagueAtEspn(sport, league, api), 'scoreboard'),
    query: { dates: `${from}-${to}`, limit: String(MOST_EVENTS) },
    context,
    keep: { staleForMs: 0 },
    parse: (envelope) => parseOdds(sport, envelope, nowMs),
  });
  return value;
}

/** The prices of one event in its summary, which may have more bookmakers than the scoreboard; of one call. */
async function askEvent(
  { api, sport, clock, client }: Deps,
  eventId: string,
  context: CallContext,
): Promise<OddsSnapshot> {
  const summary = /^\d+$/.test(eventId) ? await client.summary(eventId, context) : undefined;
  const capturedAtMs = clock.nowMs();
  if (summary === undefined) return { capturedAtMs, events: [], refused: [] };
  return mustRead(readPickcenter(sport, summary, capturedAtMs), { api, endpoint: summaryPath(sport) });
}

/** `pickcenter` of a summary whose event has not begun. */
export function readPickcenter(
  sport: EspnSport,
  summary: Summary,
  capturedAtMs: number,
): Parsed<OddsSnapshot> {
  const game = gameOfSummary(sport, summary);
  if (!game.ok) return game;
  const refused: RefusedQuote[] = [];
  if (game.value.status !== 'scheduled') return { ok: true, value: { capturedAtMs, events: [], refused } };
  const { providerGameId: providerEventId, startMs, home, away } = game.value;
  const books = (summary.pickcenter ?? []).flatMap((odds) => readBook(providerEventId, odds, refused) ?? []);
  const event = { providerEventId, startMs, home: home.name, away: away.name, books };
  return { ok: true, value: { capturedAtMs, events: [event], refused } };
}

/** Only the markets and events that were asked for; ESPN tells no regions apart. */
function wanted(snapshot: OddsSnapshot, { markets, providerEventIds }: OddsRequest): OddsSnapshot {
  const events = snapshot.events
    .filter(({ providerEventId }) => providerEventIds?.includes(providerEventId) !== false)
    .map((event) => ({
      ...event,
      books: event.books.map((book) => ({
        ...book,
        quotes: book.quotes.filter(({ market }) => markets.includes(market)),
      })),
    }));
  return { ...snapshot, events };
}

/** The odds of a scoreboard's events that have not begun. */
export function parseOdds(
  sport: EspnSport,
  { response }: Pick<Envelope, 'response'>,
  capturedAtMs: number,
): Parsed<OddsSnapshot> {
  const rows = parsedBy(z.object({ events: z.array(z.unknown()) }), response);
  if (!rows.ok) return rows;
  const refused: RefusedQuote[] = [];
  const events = eventsOf(response).flatMap((raw) => {
    const game = readEvent(sport, raw);
    if (!game.ok || game.value.status !== 'scheduled') return [];
    const { providerGameId: providerEventId, startMs, home, away } = game.value;
    const event: OddsEvent = { providerEventId, startMs, home: home.name, away: away.name };
    const offered = Event.parse(raw).competitions[0]?.odds ?? [];
    const books = offered.flatMap((odds) => readBook(providerEventId, odds, refused) ?? []);
    return [{ ...event, books }];
  });
  return { ok: true, value: { capturedAtMs, events, refused } };
}

/** What one bookmaker offers; undefined where the row says nothing that can be read. */
export function readBook(
  providerEventId: string,
  raw: unknown,
  refused: RefusedQuote[],
): BookQuotes | undefined {
  // Lists of bookmakers hold null where one has nothing.
  if (raw === null || raw === undefined) return undefined;
  const odds = parsedBy(EspnOdds, raw);
  if (!odds.ok) {
    refused.push({ providerEventId, book: 'unknown', market: 'unknown', problem: odds.problem });
    return undefined;
  }
  const { provider } = odds.value;
  const book = provider.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  const quotes = offersOf(odds.value).flatMap(({ price: text, ...quote }): Quote[] => {
    if (text === null || text === undefined || text === '') return [];
    const read = readPrice(text, 'american');
    if (read.ok) return [{ ...quote, subject: null, price: read.price, priceText: String(text) }];
    const problem = `${provider.name} ${quote.market} ${quote.side}: ${read.problem}`;
    refused.push({ providerEventId, book, market: quote.market, problem });
    return [];
  });
  return { book, title: provider.name, updatedAtMs: {}, quotes };
}

type Offer = Pick<Quote, 'market' | 'side' | 'point'> & { price: string | number | null | undefined };

function offersOf(odds: z.infer<typeof EspnOdds>): readonly Offer[] {
  const { homeTeamOdds: home, awayTeamOdds: away, drawOdds, spread, overUnder, current } = odds;
  const offers: Offer[] = [
    { market: 'h2h', side: 'home', point: null, price: home?.moneyLine },
    { market: 'h2h', side: 'away', point: null, price: away?.moneyLine },
    { market: 'h2h', side: 'draw', point: null, price: drawOdds?.moneyLine },
  ];
  if (typeof spread === 'number')
    offers.push(
      { market: 'spreads', side: 'home', point: spread, price: home?.spreadOdds },
      { market: 'spreads', side: 'away', point: spread, price: away?.spreadOdds },
    );
  if (typeof overUnder === 'number')
    offers.push(
      { market: 'totals', side: 'over', point: overUnder, price: odds.overOdds ?? current?.over?.american },
      {
        market: 'totals',
        side: 'under',
        point: overUnder,
        price: odds.underOdds ?? current?.under?.american,
      },
    );
  return offers;
}
