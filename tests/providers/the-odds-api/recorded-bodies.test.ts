import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { OddsSnapshot } from '../../../src/domain/odds.ts';
import { gamesOfBody } from '../../../src/providers/the-odds-api/bodies.ts';
import { readEnvelope } from '../../../src/providers/the-odds-api/envelope.ts';
import { parseEvents, parseHistory, parseOdds } from '../../../src/providers/the-odds-api/parse.ts';

const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const SAMPLES = path.join(SHARED, 'api-samples/the-odds-api-v4');
const BODIES = path.join(SHARED, 'platform/odds/odds-api-v4-nfl-bodies');

const NOW = { nowMs: Date.parse('2026-02-10T12:00:00Z'), random: () => 0 };

function envelopeOf(body: string) {
  const reading = readEnvelope({ status: 200, body }, NOW, 500);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.envelope.response;
}

/** Events, books and quotes of a snapshot, and what was left out. */
function countsOf({ events, refused }: Pick<OddsSnapshot, 'events' | 'refused'>) {
  const books = events.flatMap((event) => event.books);
  const quotes = books.flatMap((book) => book.quotes);
  return { events: events.length, books: books.length, quotes: quotes.length, refused: refused.length };
}

function read(parsed: ReturnType<typeof parseOdds>) {
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe.skipIf(!existsSync(SAMPLES))(`recorded bodies (skipped where ${SAMPLES} is not there)`, () => {
  const body = (name: string): string => readFileSync(path.join(SAMPLES, name), 'utf8');

  it('of a month that is spent are no wrong key', () => {
    const reading = readEnvelope({ status: 401, body: body('error_401_out_of_credits.json') }, NOW, 500);
    expect(reading).toMatchObject({ ok: false, kind: 'quota_day' });
  });

  it('of games in play have American prices and starts of odd seconds', () => {
    const { events, refused } = read(parseOdds(envelopeOf(body('odds_nba_american_inplay_2022-11-23.json'))));
    expect(refused).toEqual([]);
    const [event] = events;
    expect(new Date(event?.startMs ?? 0).toISOString()).toBe('2022-11-23T00:32:18.000Z');
    const fanduel = event?.books.find(({ book }) => book === 'fanduel');
    const spreads = fanduel?.quotes.filter(({ market }) => market === 'spreads');
    expect(spreads?.map(({ side, point, price }) => [side, point, price])).toEqual([
      ['away', 2.5, 1.9091],
      ['home', 2.5, 1.8475],
    ]);
  });

  it('of the past and of the documentation are read', () => {
    const history = parseHistory(envelopeOf(body('historical_odds_envelope.json')));
    expect(history).toMatchObject({ ok: true, value: { capturedAtMs: Date.parse('2025-04-09T17:55:39Z') } });
    const documented = JSON.parse(body('sports_item_and_odds_item_docs.json')) as { odds: unknown };
    expect(countsOf(read(parseOdds(documented.odds)))).toMatchObject({ events: 1, refused: 0 });
  });
});

describe.skipIf(!existsSync(BODIES))(`recorded NFL bodies (skipped where ${BODIES} is not there)`, () => {
  it('are read to the last price, each by what its question was about', () => {
    const files = readdirSync(BODIES).filter((name) => name.endsWith('.json.gz'));
    const snapshots = files.map((name) => {
      const text = gunzipSync(readFileSync(path.join(BODIES, name))).toString('utf8');
      const response = envelopeOf(text);
      const offer = read(parseOdds(response, 'american'));
      const events = parseEvents(response);
      const ids = gamesOfBody({ endpoint: '/sports/{sport}/odds', query: {}, body: text });
      expect(ids.toSorted()).toEqual(offer.events.map(({ providerEventId }) => providerEventId).toSorted());
      expect(events.ok && events.value.events).toHaveLength(offer.events.length);
      expect(read(parseOdds(response))).toEqual(offer);
      return offer;
    });
    const totals = snapshots.map(countsOf).reduce((sum, one) => ({
      events: sum.events + one.events,
      books: sum.books + one.books,
      quotes: sum.quotes + one.quotes,
      refused: sum.refused + one.refused,
    }));
    expect({ files: files.length, ...totals }).toEqual(RECORDED);
    for (const { events } of snapshots) for (const event of events) holdsOneLine(event.books);
  });
});

/** As counted apart from our schemas. */
const RECORDED = { files: 108, events: 2750, books: 26_133, quotes: 145_896, refused: 0 };

/** Both sides of a bookmaker's spread are rows of one line, which is the home team's handicap. */
function holdsOneLine(books: OddsSnapshot['events'][number]['books']): void {
  for (const { quotes } of books) {
    const points = quotes.filter(({ market }) => market === 'spreads').map(({ point }) => point);
    expect(new Set(points).size).toBeLessThanOrEqual(1);
  }
}
