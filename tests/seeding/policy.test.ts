import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import {
  PROVIDER_ERROR_KINDS,
  ProviderError,
  type ProviderErrorKind,
} from '../../src/domain/provider-error.ts';
import { SeedingError, decideFailure } from '../../src/seeding/policy.ts';

const NOW_MS = 1_000_000;
const failure = (kind: ProviderErrorKind, retryAtMs?: number): ProviderError =>
  new ProviderError(`a ${kind} problem`, {
    kind,
    host: 'h',
    endpoint: '/e',
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  });

describe('decideFailure', () => {
  it('tells what the database said, and neither the statement nor its values', () => {
    const error = new DrizzleQueryError(
      'insert into games values ($1)',
      ['a line of a player'],
      new Error('duplicate key value violates unique constraint "unique_game"'),
    );
    expect(decideFailure(error, NOW_MS)).toEqual({
      kind: 'retry',
      errorType: 'internal',
      message: expect.stringContaining('unique constraint "unique_game"'),
    });
  });

  it('holds what time or a person mends, retries what may pass, gives up what cannot', () => {
    const decisions = Object.fromEntries(
      PROVIDER_ERROR_KINDS.map((kind) => [kind, decideFailure(failure(kind), NOW_MS).kind]),
    );
    expect(decisions).toEqual({
      credential: 'hold',
      quota_day: 'hold',
      rate_limit: 'hold',
      plan: 'giveUp',
      bad_request: 'giveUp',
      unavailable: 'retry',
      malformed: 'retry',
      mismatch: 'retry',
      breaker_open: 'hold',
      local: 'hold',
      aborted: 'aborted',
    });
  });

  it('holds what this machine lacks, whoever met it, and burns no attempt for it', () => {
    const emfile = Object.assign(new Error('open: too many open files'), { code: 'EMFILE' });
    for (const error of [failure('local'), emfile, new DrizzleQueryError('select 1', [], emfile)]) {
      expect(decideFailure(error, NOW_MS)).toMatchObject({
        kind: 'hold',
        reason: 'worker_trouble',
        errorType: 'local',
      });
    }
  });

  it('waits as long as the provider asks, and never into the past', () => {
    expect(decideFailure(failure('quota_day', NOW_MS + 5_000), NOW_MS)).toMatchObject({
      reason: 'quota',
      delayMs: 5_000,
    });
    expect(decideFailure(failure('rate_limit', NOW_MS - 5_000), NOW_MS)).toMatchObject({ delayMs: 0 });
    expect(decideFailure(failure('rate_limit'), NOW_MS)).toMatchObject({ delayMs: 60_000 });
  });

  it('names what it does not know as internal, and keeps the words of what it does', () => {
    expect(decideFailure(new TypeError('x is not a function'), NOW_MS)).toEqual({
      kind: 'retry',
      errorType: 'internal',
      message: 'x is not a function',
    });
    expect(decideFailure(new SeedingError('game_not_found', 'no such game'), NOW_MS)).toMatchObject({
      errorType: 'game_not_found',
    });
  });
});
