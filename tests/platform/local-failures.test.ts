import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable } from '../../src/db/errors.ts';
import { localFailureOf } from '../../src/platform/local-failures.ts';
import { isRedisUnavailable } from '../../src/platform/redis.ts';

const coded = (code: string): Error => Object.assign(new Error(`something failed: ${code}`), { code });

describe('what this machine lacks', () => {
  it.each([
    ['EMFILE', /descriptors/, /ulimit/],
    ['ENFILE', /descriptors/, /LimitNOFILE/],
    ['ENOMEM', /memory/, /memory/],
    ['ENOSPC', /disk/, /room/],
    ['EADDRNOTAVAIL', /port/, /ss -s/],
    ['EAI_AGAIN', /name/, /getent/],
    ['ENOTFOUND', /name/, /getent/],
    ['ENETUNREACH', /network/, /route/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /certificate store/, /ca-certificates/],
    ['CERT_NOT_YET_VALID', /clock/, /timedatectl/],
  ])('is told from others’ trouble by %s, with a remedy', (code, lack, remedy) => {
    for (const error of [
      coded(code),
      new DrizzleQueryError('select 1', [], coded(code)),
      new Error('fetch failed', { cause: new Error('connect', { cause: coded(code) }) }),
      new AggregateError([coded(code), coded(code)]),
    ]) {
      expect(localFailureOf(error)).toMatchObject({
        code,
        lack: expect.stringMatching(lack),
        remedy: expect.stringMatching(remedy),
      });
      // A store of ours that cannot be reached for it is away, not broken.
      expect(isDatabaseUnavailable(error)).toBe(true);
      expect(isRedisUnavailable(error)).toBe(true);
    }
  });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'EPROTO',
  ])('is not what %s speaks of', (code) => {
    expect(localFailureOf(coded(code))).toBeUndefined();
  });

  it('is not to blame where one of several addresses was reached and refused', () => {
    // No IPv6 here, and nobody listens on IPv4.
    expect(localFailureOf(new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED')]))).toBeUndefined();
    expect(localFailureOf(new AggregateError([]))).toBeUndefined();
    expect(localFailureOf('EMFILE')).toBeUndefined();
  });
});
