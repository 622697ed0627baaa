import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Packing, pack, unpack } from '../../src/platform/packing.ts';

const PACKERS: readonly (readonly [Packing, (body: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate-raw', deflateRawSync],
  ['br', brotliCompressSync],
];

describe.each(PACKERS)('a body in %s', (packing, packed) => {
  it.each([
    ['a small one', Buffer.from('{"name":"Dončić"}')],
    ['one that comes to much from little', Buffer.from('[0]'.repeat(700_000))],
    [
      'a large one',
      Buffer.from(Array.from({ length: 90_000 }, (_, index) => (index * 7_919) % 104_729).join()),
    ],
  ])('is unpacked whole: %s', async (_what, body) => {
    expect((await unpack(packed(body), packing, 10_000_000)).equals(body)).toBe(true);
  });

  it('is not unpacked beyond the limit, however small it is', async () => {
    for (const limit of [10_000, 1_000_000])
      await expect(unpack(packed(Buffer.alloc(2_000_000)), packing, limit)).rejects.toMatchObject({
        code: 'ERR_BUFFER_TOO_LARGE',
      });
  });

  it('that is none is refused', async () => {
    await expect(unpack(Buffer.from('nothing of the kind'), packing, 1_000)).rejects.toThrow(
      /header|block type|decompression|frame/i,
    );
  });
});

it.each([10, 50_000, 200_000])('a text of %s characters is packed and comes back', async (length) => {
  const text = 'é'.repeat(length);
  expect(gunzipSync(await pack(text)).toString('utf8') === text).toBe(true);
});
