import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorKind } from '../../../src/domain/provider-error.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type Breaker, type BreakerSnapshot, createBreaker } from '../../../src/providers/client/breaker.ts';

const breakers: Breaker[] = [];
afterEach(() => {
  for (const breaker of breakers.splice(0)) breaker.shutdown();
});

function error(kind: ProviderErrorKind): ProviderError {
  return new ProviderError(kind, { kind, host: 'h', endpoint: '/games' });
}

async function failWith(breaker: Breaker, kind: ProviderErrorKind, times = 1): Promise<void> {
  for (let call = 0; call < times; call += 1) {
    await expect(breaker.run(() => Promise.reject(error(kind)))).rejects.toMatchObject({ facts: { kind } });
  }
}

/** A breaker with a short rest, and promises for its next states. */
function watched(restMs = 60) {
  const changes: BreakerSnapshot[] = [];
  const waiting: { state: string; resolve: (snapshot: BreakerSnapshot) => void }[] = [];
  const breaker = createBreaker({
    host: 'h',
    clock: systemClock(),
    restMs,
    onChange(snapshot) {
      changes.push(snapshot);
      for (const waiter of waiting.filter(({ state }) => state === snapshot.state)) waiter.resolve(snapshot);
    },
  });
  breakers.push(breaker);
  const until = (state: string): Promise<BreakerSnapshot> =>
    new Promise((resolve) => waiting.push({ state, resolve }));
  return { breaker, changes, until };
}

describe('the breaker', () => {
  it('opens after five calls of which most failed, and then refuses without calling', async () => {
    const { breaker, changes } = watched(60_000);
    await failWith(breaker, 'unavailable', 4);
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', counts: { calls: 4, failures: 4 } });
    await failWith(breaker, 'malformed');
    expect(changes.map(({ state }) => state)).toEqual(['open']);

    let wasCalled = false;
    const run = await breaker.run(async () => {
      wasCalled = true;
    });
    const { sinceMs: since, counts } = breaker.snapshot();
    const sinceMs = since ?? Number.NaN;
    expect(run).toEqual({ wasRun: false, retryAtMs: sinceMs + 60_000 });
    expect(breaker.refusedUntilMs()).toBe(sinceMs + 60_000);
    expect(wasCalled).toBe(false);
    expect(counts).toMatchObject({ calls: 5, rejected: 1 });
  });

  it.each(['credential', 'quota_day', 'rate_limit', 'plan', 'bad_request', 'mismatch', 'aborted'] as const)(
    'stays closed however often the outcome is %s',
    async (kind) => {
      const { breaker } = watched();
      await failWith(breaker, kind, 20);
      expect(breaker.snapshot()).toMatchObject({ state: 'closed', counts: { failures: 0 } });
      expect(breaker.refusedUntilMs()).toBeUndefined();
    },
  );

  it('stays closed while half of the calls succeed', async () => {
    const { breaker } = watched();
    for (let call = 0; call < 10; call += 1) {
      await breaker.run(async () => 'fine');
      await failWith(breaker, 'unavailable');
    }
    expect(breaker.snapshot().state).toBe('closed');
  });

  it('lets one probe through after its rest, and closes with a clean count when it succeeds', async () => {
    const { breaker, until } = watched();
    const halfOpen = until('half_open');
    await failWith(breaker, 'unavailable', 5);
    await halfOpen;

    let answer = (_value: string): void => undefined;
    const probe = breaker.run(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
    );
    expect(await breaker.run(async () => 'too early')).toMatchObject({ wasRun: false });
    answer('well again');
    expect(await probe).toEqual({ wasRun: true, value: 'well again' });
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', counts: { calls: 0, failures: 0 } });

    await failWith(breaker, 'unavailable');
    expect(breaker.snapshot().state).toBe('closed');
  });

  it.each(['unavailable', 'aborted'] as const)('opens again when the probe ends as %s', async (kind) => {
    const { breaker, until } = watched();
    const halfOpen = until('half_open');
    await failWith(breaker, 'unavailable', 5);
    await halfOpen;
    await failWith(breaker, kind);
    expect(breaker.snapshot().state).toBe('open');
  });

  it('closes by hand', async () => {
    const { breaker, changes } = watched(60_000);
    await failWith(breaker, 'unavailable', 5);
    breaker.reset();
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', retryAtMs: null, counts: { calls: 0 } });
    expect(await breaker.run(async () => 1)).toEqual({ wasRun: true, value: 1 });
    expect(changes.map(({ state }) => state)).toEqual(['open', 'closed']);
  });
});
