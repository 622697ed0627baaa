import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';

/**
 * Writes the new text if nobody has written since the expected version was read, and answers with the current
 * version, text and time either way. Expecting version -1 only reads. Versions of a key that is new, or was lost,
 * begin at the time, so that one from before never fits.
 */
const COMPARE_AND_SET = `
  local version = tonumber(redis.call('hget', KEYS[1], 'version') or '0')
  if version == tonumber(ARGV[1]) then
    if version == 0 then
      local began = redis.call('time')
      version = tonumber(began[1]) * 1000000 + tonumber(began[2])
    end
    version = string.format('%.0f', version + 1)
    redis.call('hset', KEYS[1], 'version', version, 'book', ARGV[2])
    redis.call('pexpire', KEYS[1], ARGV[3])
    return { 1, tonumber(version), '', '0', '0' }
  end
  local time = redis.call('time')
  return { 0, version, redis.call('hget', KEYS[1], 'book') or '', time[1], time[2] }`;

const Reply = z.tuple([z.number(), z.number(), z.string(), z.coerce.number(), z.coerce.number()]);

/** A text in Redis that many processes change, and the moment (epoch milliseconds, Redis' clock) it was read. */
export type RedisDocument = { text: string | undefined; version: number; nowMs: number };

export type RedisDocuments = {
  read: (key: string) => Promise<RedisDocument>;
  /** Undefined when it was written; otherwise what somebody else wrote in the meantime. */
  replace: (key: string, read: RedisDocument, text: string) => Promise<RedisDocument | undefined>;
};

/** Texts in Redis hashes, changed by compare-and-set; each is forgotten `keptMs` after its last change. */
export function createRedisDocuments(redis: Pick<Redis | Cluster, 'eval'>, keptMs: number): RedisDocuments {
  async function run(key: string, expected: number, text: string) {
    const reply = Reply.parse(await redis.eval(COMPARE_AND_SET, 1, key, expected, text, keptMs));
    const [wasWritten, version, stored, seconds, microseconds] = reply;
    const document = {
      text: stored === '' ? undefined : stored,
      version,
      nowMs: seconds * 1000 + Math.floor(microseconds / 1000),
    };
    return { wasWritten: wasWritten === 1, document };
  }

  return {
    read: async (key) => (await run(key, -1, '')).document,
    async replace(key, read, text) {
      const { wasWritten, document } = await run(key, read.version, text);
      return wasWritten ? undefined : document;
    },
  };
}
