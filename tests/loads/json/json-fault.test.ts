import { afterEach, describe, expect, it, vi } from 'vitest';
import { findJsonFault } from '../../../src/loads/json/json-fault.ts';

const GAMES = Array.from({ length: 2_000 }, (_, index) => ({
  home_team: 'Boston Celtics',
  venue: index % 7 === 0 ? 'The "Garden" \\' : 'TD',
  lists: [[], [[true, null]], index],
}));
const COMPACT = JSON.stringify(GAMES).slice(0, -1);
const PRETTY = JSON.stringify(GAMES, null, 12).slice(0, -2);

/** Where the text is found to be wrong, and the longest text that was parsed for that. */
async function findFault(text: string): Promise<{ at: number; longestParse: number }> {
  let refusal: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    refusal = error;
  }
  const parse = vi.spyOn(JSON, 'parse');
  const at = await findJsonFault(refusal, text);
  const longestParse = Math.max(0, ...parse.mock.calls.map(([part]) => part.length));
  return { at, longestParse };
}

describe('the place where a large JSON text is wrong', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['a comma before the end', COMPACT, ',', ']'],
    ['a comma before the end, on a line of its own', PRETTY, ',\n                   ', ']'],
    ['a word that is none', COMPACT, ',', 'undefined]'],
    ['a word that breaks off', COMPACT, ',{"a":tru', '}]'],
    ['a missing value', COMPACT, ',{"a":', ',"b":1}]'],
    ['a quotation mark of another kind', PRETTY, ',\n', '“a”]'],
    ['a missing comma', COMPACT, '', '{}]'],
    ['a comma before a brace', PRETTY, ',{"a":1,\n                   ', '}]'],
    ['a character that no string may hold', COMPACT, ',"a', '\n"]'],
    ['the end of a file that broke off', COMPACT, '', ''],
  ])('is found by one parse: %s', async (_name, before, added, wrong) => {
    const { at, longestParse } = await findFault(`${before}${added}${wrong}`);
    expect(at).toBe(before.length + added.length);
    expect(longestParse).toBeLessThan(100_000);
  });

  it('is not one that only reads like it, within a string or where it is right', async () => {
    const gap = ' '.repeat(20);
    const decoys = `,"${gap}]}]","\\\\${gap}]}]",{"a":[${gap}]},[[1${gap}]]`;
    const start = `${COMPACT}${decoys},{"a":[1,${gap}`;
    expect(await findFault(`${start}]}]`)).toMatchObject({ at: start.length });
  });

  it('is exact in its first lines and in short texts', async () => {
    expect((await findFault(`[1,]${PRETTY}`)).at).toBe(3);
    expect((await findFault('{"games": [1,]}')).at).toBe(13);
    expect((await findFault('nope')).at).toBe(1);
    expect((await findFault('')).at).toBe(0);
  });
});
