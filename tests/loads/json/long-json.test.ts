import { describe, expect, it } from 'vitest';
import { readJsonDocument } from '../../../src/loads/json/read-json.ts';
import { createJsonSplitter } from '../../../src/loads/json/split-json.ts';

/** A text that comes in pieces of so many characters. */
async function* inPieces(text: string, characters: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += characters) yield text.slice(start, start + characters);
}

/** The document with all entries of its lists, as a text that is taken apart, whatever its length, has them. */
async function readApart(text: string, characters = 701): Promise<unknown> {
  const { document, entriesOf } = await readJsonDocument(inPieces(text, characters), 0);
  if (Array.isArray(document)) return [...entriesOf(document)];
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      Array.isArray(value) ? [...entriesOf(value)] : value,
    ]),
  );
}

const GAMES = Array.from({ length: 1_500 }, (_, index) => ({
  home: `Team "${index}" [${index % 7}], {x}`,
  away: '\\',
  score: [index, { ft: [1, 2] }],
  note: index % 5 === 0 ? null : 'é\u{1F3C0}',
}));

describe('a long JSON text', () => {
  it.each([
    ['a list', GAMES],
    ['an object with a list', { season: 2025, games: GAMES, league: 'Ligue 1' }],
    [
      'an object with several lists',
      { leagues: ['a', 'b'], events: GAMES, empty: [], season: { type: [2] } },
    ],
    ['an empty list', []],
    ['an object without a list', { name: 'x' }],
  ])('that is %s is read as it is written', async (_what, value) => {
    expect(await readApart(JSON.stringify(value))).toEqual(value);
    expect(await readApart(JSON.stringify(value, null, 2), 50_000)).toEqual(value);
  });

  it('keeps the first entry of a list in its document, and no other', async () => {
    const { document } = await readJsonDocument(inPieces(JSON.stringify({ games: GAMES }), 1_000), 0);
    expect(document).toEqual({ games: [GAMES[0]] });
  });

  it('is read with NaN as nothing, and as JSON lines', async () => {
    const text = JSON.stringify(GAMES).replaceAll('null', 'NaN');
    expect(await readApart(text)).toEqual(GAMES);
    const lines = GAMES.map((game) => JSON.stringify(game)).join('\n');
    expect(await readApart(lines)).toEqual(GAMES);
    const withNaN = lines.replaceAll('null', 'NaN');
    // Wherever the first is: in the first line, or behind it.
    const later = `{"season":2024}\n${withNaN}`;
    for (const [written, expected] of [
      [withNaN, GAMES],
      [later, [{ season: 2024 }, ...GAMES]],
    ] as const) {
      expect(await readApart(written)).toEqual(expected);
      expect((await readJsonDocument(inPieces(written, 1_000), written.length)).document).toEqual(expected);
    }
    const wrong = `${lines}\n{"season":}`;
    await expect(readApart(wrong)).rejects.toThrow(`line ${GAMES.length + 1} of the JSON lines`);
  });

  it('of JSON lines keeps the first in its document, whatever the lines hold and however they end', async () => {
    for (const lineEnd of ['\n', '\r\n', '\n\n']) {
      const text = GAMES.map((game) => `${JSON.stringify(game)}${lineEnd}`).join('');
      const { document, entriesOf } = await readJsonDocument(inPieces(text, 999), 0);
      expect(document).toEqual([GAMES[0]]);
      expect([...entriesOf(document as unknown[])]).toEqual(GAMES);
    }
  });

  it.each([
    ['two on one line', (text: string) => text.replaceAll('}\n{', '}{')],
    ['one that is wrong', (text: string) => text.replace('"note":null', '"note":nil')],
    ['a comma behind each', (text: string) => text.replaceAll('}\n{', '},\n{')],
    ['one that breaks off', (text: string) => text.slice(0, -20)],
  ])('of JSON lines with %s is refused in the same words as a short one', async (_what, damage) => {
    const text = damage(GAMES.map((game) => JSON.stringify(game)).join('\n'));
    const asShort = await readJsonDocument(inPieces(text, 1_000), text.length).catch(
      (error: unknown) => error,
    );
    expect(asShort).toMatchObject({ code: 'malformed_json' });
    await expect(readApart(text)).rejects.toThrow((asShort as Error).message);
  });

  it.each([
    ['a comma too many at the end', (text: string) => text.replace(/\]$/, ',]')],
    ['two commas', (text: string) => text.replace('},{', '},,{')],
    ['a missing comma', (text: string) => text.replace(/\},\{(?![^]*\},\{)/, '} {')],
    ['an end that is missing', (text: string) => text.slice(0, -20)],
    ['a bracket of another kind', (text: string) => text.replace(/\]$/, '}')],
    ['something behind it', (text: string) => `${text}[1]`],
  ])('with %s is refused in the same words as a short one', async (_what, damage) => {
    const text = damage(JSON.stringify(GAMES));
    const asShort = await readJsonDocument(inPieces(text, 1_000), text.length).catch(
      (error: unknown) => error,
    );
    expect(asShort).toMatchObject({ code: 'malformed_json' });
    const { message } = asShort as Error;
    await expect(readApart(text)).rejects.toThrow(message);
  });

  it('with a comma too many where a list is cut is no JSON either', async () => {
    const padding = 'x'.repeat(70_000);
    await expect(readApart(`["${padding}",]`)).rejects.toMatchObject({ code: 'malformed_json' });
    await expect(readApart(`["${padding}","${padding}",,1]`)).rejects.toMatchObject({
      code: 'malformed_json',
    });
  });

  it('of JSON lines with two on one line is none where it is cut between them either', async () => {
    const padding = 'x'.repeat(70_000);
    const [first, long, last] = ['{"a":1}', `{"b":"${padding}"}`, '{"c":1}'];
    expect(await readApart([first, long, last].join('\n'))).toEqual([{ a: 1 }, { b: padding }, { c: 1 }]);
    await expect(readApart(`${first}\n${long} ${last}`)).rejects.toMatchObject({ code: 'malformed_json' });
  });

  it('comes back whole from its pieces', () => {
    const text = ` { "a" : [ ${JSON.stringify(GAMES)} , 1 ] , "b":[], "c" : {"d":[1,2]} } `;
    const splitter = createJsonSplitter(100);
    for (let start = 0; start < text.length; start += 13) splitter.take(text.slice(start, start + 13));
    expect(splitter.end().whole()).toBe(text);
    const lines = GAMES.map((game) => `${JSON.stringify(game)}\r\n`).join('');
    const ofLines = createJsonSplitter(100);
    for (let start = 0; start < lines.length; start += 13) ofLines.take(lines.slice(start, start + 13));
    expect(ofLines.end().whole()).toBe(lines);
  });
});
