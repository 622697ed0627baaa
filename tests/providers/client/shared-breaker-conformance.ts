import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorKind } from '../../../src/domain/provider-error.ts';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { type Logger, silentLogger } from '../../../src/platform/logger.ts';
import { createBreakerRegistry } from '../../../src/providers/client/breaker-registry.ts';
import { type BreakerStateStore, createSharedBreakers } from '../../../src/providers/client/breaker-store.ts';
import type { FollowingBreaker, HostBreaker } from '../../../src/providers/client/shared-breaker.ts';
import { createManualClock } from './manual-clock.ts';

export type BreakerStoreFactory = {
  /** True where the store is not installed. */
  isSkipped?: boolean;
  open: () => Promise<void>;
  /** One process's connection to the store. */
  connect: (options: { clock: Clock }) => BreakerStateStore;
  close: () => Promise<void>;
};

const NOON = Date.parse('2026-01-15T12:00:00Z');
let hosts = 0;
const newHost = (): string => `breaker-${process.pid}-${(hosts += 1)}.example`;

const failing = (kind: ProviderErrorKind) => () =>
  Promise.reject(new ProviderError(`${kind} it is`, { kind, host: 'h', endpoint: '/games' }));

async function failWith(breaker: HostBreaker, kind: ProviderErrorKind, times = 1): Promise<void> {
  for (let call = 0; call < times; call += 1) {
    await expect(breaker.run(failing(kind))).rejects.toMatchObject({ facts: { kind } });
  }
}

/** What the breaker of all processes must do, whatever it is stored in. */
export function describeSharedBreakers(name: string, factory: BreakerStoreFactory): void {
  describe.skipIf(factory.isSkipped === true)(`the breaker that processes share in ${name}`, () => {
    beforeAll(factory.open);
    afterAll(factory.close);

    /** As many processes as wanted, each with its own connection and its own local breaker. */
    const processes = (count: number, logger: Logger = silentLogger()) => {
      const clock = createManualClock(NOON);
      const host = newHost();
      const store = factory.connect({ clock });
      let asked = 0;
      const breakers: FollowingBreaker[] = Array.from({ length: count }, () => {
        const { update, read } = factory.connect({ clock });
        const shared = createSharedBreakers({
          update: (...change) => ((asked += 1), update(...change)),
          read: (...order) => ((asked += 1), read(...order)),
        });
        const registry = createBreakerRegistry({
          clock: systemClock(),
          // Its deadline for the store stands still, so that a busy machine is no outage.
          sharing: { shared, clock, logger },
        });
        return { ...registry.forHost(host), follow: registry.follow.bind(undefined, host) };
      });
      const sharedState = async () => (await store.read(host)).state;
      /** Every process gets the shared state with an answer of the ledger. */
      const hear = async (): Promise<void> => {
        for (const breaker of breakers) {
          const askedAtMs = performance.now();
          breaker.follow(await sharedState(), askedAtMs);
        }
      };
      return { clock, host, breakers, hear, sharedState, asked: () => asked };
    };

    it('opens for all as soon as one process has counted five failures', async () => {
      const { breakers, hear } = processes(6);
      for (const breaker of breakers) await failWith(breaker, 'unavailable', 4);
      expect(await breakers[5]?.refusedUntilMs()).toBeUndefined();
      await failWith(breakers[4] as HostBreaker, 'malformed');
      await hear();
      for (const breaker of breakers) {
        expect(await breaker.refusedUntilMs()).toBe(NOON + 30_000);
        expect(await breaker.run(async () => 'never')).toEqual({ wasRun: false, retryAtMs: NOON + 30_000 });
      }
      expect(await breakers[4]?.snapshot()).toMatchObject({
        isShared: true,
        state: 'open',
        retryAtMs: NOON + 30_000,
        reason: 'malformed it is',
        counts: { calls: 5, failures: 5 },
      });
    });

    it('asks the store for nothing while the host is well', async () => {
      const { breakers, asked } = processes(1);
      const [breaker] = breakers as [FollowingBreaker];
      for (let call = 0; call < 20; call += 1) {
        expect(await breaker.refusedUntilMs()).toBeUndefined();
        await breaker.run(async () => 'fine');
      }
      await failWith(breaker, 'unavailable', 3);
      expect(asked()).toBe(0);
    });

    it('follows what comes with other answers, and nothing that was asked for before its last look', async () => {
      const { breakers, hear, sharedState } = processes(2);
      const [one, other] = breakers as [FollowingBreaker, FollowingBreaker];
      const askedAtMs = performance.now();
      const closed = await sharedState();
      await failWith(one, 'unavailable', 5);
      one.follow(closed, askedAtMs);
      expect(await one.run(async () => 'no')).toMatchObject({ wasRun: false });
      expect(await other.run(async () => 'not told yet')).toMatchObject({ wasRun: true });
      await hear();
      expect(await other.run(async () => 'no')).toMatchObject({ wasRun: false });
      await one.reset('operator anna');
      await hear();
      expect(await other.run(async () => 'fine')).toMatchObject({ wasRun: true });
    });

    it('stays closed on what says nothing about the health of the host', async () => {
      const { breakers } = processes(3);
      const harmless: readonly ProviderErrorKind[] = [
        'credential',
        'quota_day',
        'rate_limit',
        'plan',
        'bad_request',
        'mismatch',
        'aborted',
      ];
      for (const kind of harmless) {
        for (const breaker of breakers) await failWith(breaker, kind, 2);
      }
      for (const breaker of breakers) {
        expect(await breaker.snapshot()).toMatchObject({ state: 'closed', counts: { failures: 0 } });
      }
    });

    it('sends one probe, and all go on when it went well', async () => {
      const { clock, breakers, hear } = processes(4);
      await failWith(breakers[0] as HostBreaker, 'unavailable', 5);
      await hear();
      clock.advance(30_000);
      const answer = Promise.withResolvers<string>();
      let sent = 0;
      const attempts = breakers.map((breaker) =>
        breaker.run(() => {
          sent += 1;
          return answer.promise;
        }),
      );
      const refused: unknown[] = [];
      for (const attempt of attempts) void attempt.then((run) => !run.wasRun && refused.push(run));
      // One that asks only after the answer is no probe any more: it simply goes on.
      await expect.poll(() => refused).toHaveLength(3);
      expect(refused[0]).toEqual({ wasRun: false, retryAtMs: NOON + 35_000 });
      expect(await breakers[1]?.snapshot()).toMatchObject({ state: 'half_open' });
      answer.resolve('well again');
      const runs = await Promise.all(attempts);
      expect([sent, runs.filter(({ wasRun }) => wasRun).length]).toEqual([1, 1]);
      for (const breaker of breakers) {
        expect(await breaker.refusedUntilMs()).toBeUndefined();
        expect(await breaker.run(async () => 1)).toEqual({ wasRun: true, value: 1 });
      }
    });

    it('rests again when the probe fails, and counts anew after one that went well', async () => {
      const { clock, breakers, hear } = processes(2);
      const [one, other] = breakers as [FollowingBreaker, FollowingBreaker];
      await failWith(one, 'unavailable', 5);
      await hear();
      clock.advance(30_000);
      await failWith(other, 'unavailable');
      expect(await one.refusedUntilMs()).toBe(NOON + 60_000);
      clock.advance(30_000);
      await one.run(async () => 'fine');
      await hear();
      await failWith(other, 'unavailable', 4);
      expect(await other.snapshot()).toMatchObject({ state: 'closed', counts: { calls: 4 } });
    });

    it('lets another process probe when the one that did was given up, or died', async () => {
      const { clock, breakers, hear } = processes(3);
      const [one, other, third] = breakers as [FollowingBreaker, FollowingBreaker, FollowingBreaker];
      await failWith(one, 'unavailable', 5);
      await hear();
      clock.advance(30_000);
      await failWith(one, 'aborted');
      expect(await other.refusedUntilMs()).toBeUndefined();
      // This one never comes back.
      void other.run(() => new Promise(() => undefined));
      await expect.poll(async () => (await third.snapshot()).state).toBe('half_open');
      await expect.poll(() => third.refusedUntilMs()).toBe(NOON + 35_000);
      clock.advance(34_999);
      expect(await third.run(async () => 'too early')).toMatchObject({ wasRun: false });
      clock.advance(1);
      expect(await third.run(async () => 'my turn')).toEqual({ wasRun: true, value: 'my turn' });
      expect(await one.refusedUntilMs()).toBeUndefined();
    });

    it('is closed by hand for all, whatever each process thought by itself', async () => {
      const { breakers, hear } = processes(3);
      for (const breaker of breakers.slice(0, 2)) await failWith(breaker, 'unavailable', 5);
      await hear();
      await breakers[2]?.reset('operator anna');
      for (const breaker of breakers) {
        expect(await breaker.run(async () => 'fine')).toEqual({ wasRun: true, value: 'fine' });
      }
      expect(await breakers[0]?.snapshot()).toMatchObject({
        state: 'closed',
        reason: 'closed by operator anna',
      });
    });

    it('keeps hosts apart and survives many processes at once', async () => {
      const { breakers } = processes(8);
      const calls = breakers.flatMap((breaker) =>
        Array.from({ length: 5 }, () => breaker.run(failing('unavailable'))),
      );
      await Promise.allSettled(calls);
      expect((await breakers[0]?.snapshot())?.state).toBe('open');
      expect((await processes(1).breakers[0]?.snapshot())?.state).toBe('closed');
    });
  });
}
