import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSpool, readWhole, writeWhole } from '../../src/loads/spool.ts';

describe('bytes that are too many to be held', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spool-test-'));
    vi.stubEnv('TMPDIR', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it.each([0, 10, 5_000, 1_000_000])(
    'are read as they were added where %d of them are held',
    async (held) => {
      const parts = Array.from({ length: 40 }, (_, index) => randomBytes(index * 7));
      const whole = Buffer.concat(parts);
      const spool = createSpool(held);
      let start = 0;
      for (const part of parts) {
        expect(await spool.add(part)).toBe(start);
        start += part.length;
        // What is read between does not move what is added behind it.
        expect(await spool.read(start - part.length, start)).toEqual(part);
      }
      expect(spool.byteLength).toBe(whole.length);
      for (const [from, to] of [
        [0, whole.length],
        [3, 4],
        [1_000, 2_500],
        [whole.length - 5, whole.length + 100],
        [7, 7],
      ] as const)
        expect(await spool.read(from, to)).toEqual(whole.subarray(from, to));
      // Not even a process that is killed leaves anything behind.
      expect(await readdir(folder)).toEqual([]);
      await spool.close();
    },
  );

  it('are written and read to the last one where the system takes and gives only some at a time', async () => {
    const file = await open(path.join(folder, 'some'), 'wx+');
    try {
      const some = {
        write: (bytes: Buffer, at: number, length: number, start: number) =>
          file.write(bytes, at, Math.min(length, 7), start),
        read: (bytes: Buffer, at: number, length: number, start: number) =>
          file.read(bytes, at, Math.min(length, 5), start),
      } as unknown as Parameters<typeof writeWhole>[0];
      const whole = randomBytes(1_000);
      await writeWhole(some, whole, 10);
      const back = Buffer.alloc(1_000);
      await readWhole(some, back, 10);
      expect(back.equals(whole)).toBe(true);
      await expect(readWhole(file, Buffer.alloc(1_000), 11)).rejects.toThrow('1 bytes too early');
    } finally {
      await file.close();
    }
  });

  it('say where room is to be made where there is none', async () => {
    const full = await open('/dev/full', 'r+');
    try {
      const writing = writeWhole(full, Buffer.from('x'), 0);
      await expect(writing).rejects.toMatchObject({ name: 'SpoolFullError', code: 'no_space' });
      await expect(writing).rejects.toThrow(folder);
    } finally {
      await full.close();
    }
  });
});
