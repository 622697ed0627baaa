import { describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, isShallowJson, watchJsonDepth } from '../../src/platform/json-depth.ts';
import { readJsonDocument } from '../../src/loads/json/read-json.ts';

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

describe('the depth of JSON', () => {
  it('is bounded, whatever kind of bracket it is made of', () => {
    expect(isShallowJson(nested(MAX_JSON_DEPTH))).toBe(true);
    expect(isShallowJson(nested(MAX_JSON_DEPTH + 2))).toBe(false);
    expect(isShallowJson('['.repeat(2_000_000))).toBe(false);
  });

  it('counts no brackets inside of strings, escaped quotes and backslashes or not', () => {
    const inStrings = JSON.stringify({ a: '['.repeat(500), ['{'.repeat(500)]: `"\\"${'{['.repeat(500)}\\` });
    expect(isShallowJson(inStrings)).toBe(true);
    expect(isShallowJson(`["\\\\",${'['.repeat(100)}`)).toBe(false);
  });

  it('is the same however the text is cut into pieces', () => {
    const text = `{"x":"a\\"[","y":${'['.repeat(MAX_JSON_DEPTH)}`;
    const watch = watchJsonDepth();
    expect(Array.from(text).every((piece) => watch.isWithin(piece))).toBe(false);
  });

  it('goes down again', () => {
    expect(isShallowJson(`[${'[[]],'.repeat(10_000)}1]`)).toBe(true);
  });
});

describe('a schedule of brackets', () => {
  it('is refused as soon as it nests too deep, before the rest of it is read', async () => {
    let pieces = 0;
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        pieces += 1;
        yield '['.repeat(1_000);
      }
    }
    await expect(readJsonDocument(endless())).rejects.toMatchObject({ code: 'malformed_json' });
    expect(pieces).toBe(1);
  });
});
