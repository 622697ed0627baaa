import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fileRows } from '../../src/odds/load/file-rows.ts';

const EVENTS = Array.from({ length: 30 }, (_, event) => ({
  id: `e${event}`,
  commence_time: '2026-11-04T00:30:00Z',
  home_team: 'Boston Celtics',
  away_team: 'Miami Heat',
  bookmakers: ['draftkings', 'fanduel', 'bovada'].slice(0, event % 4).map((key) => ({
    key,
    markets: [{ key: 'h2h', outcomes: [{ name: 'Boston Celtics', price: 1.5 + event / 100 }, 'broken'] }],
  })),
}));

async function read(text: string) {
  const chunks = Array.from({ length: Math.ceil(text.length / 65_521) }, (_, index) =>
    Buffer.from(text.slice(index * 65_521, (index + 1) * 65_521)),
  );
  const file = await fileRows(Readable.from(chunks), { fileName: '20261103T120000Z.json' });
  return { rows: [...(file.rows as Iterable<unknown>)], events: file.events };
}

/** More than is read as a whole: such a text is taken apart between its entries. */
const LONG = ' '.repeat(1_100_000);

describe('rows of a body', () => {
  it.each([
    ['a list of events', EVENTS],
    ['an envelope of a list', { timestamp: '2026-11-03T12:00:00Z', data: EVENTS }],
    ['an envelope whose time comes last', { data: EVENTS, timestamp: '2026-11-03T12:00:00Z' }],
    ['an envelope of one event', { timestamp: '2026-11-03T12:00:00Z', data: EVENTS[3] }],
    ['one event', EVENTS[3]],
  ])('are the same whether %s is short or long', async (_what, body) => {
    const text = JSON.stringify(body);
    const short = await read(text);
    expect(short.rows.length).toBeGreaterThan(3);
    expect(await read(`${text}${LONG}`)).toEqual(short);
  });

  it('are numbered through all events', async () => {
    const { rows, events } = await read(JSON.stringify(EVENTS));
    expect(rows.map((row) => (row as { line: number }).line)).toEqual(rows.map((_, index) => index + 1));
    expect(events).toHaveLength(EVENTS.length);
    expect(events.filter(({ hasRows }) => !hasRows)).toHaveLength(8);
  });
});
