import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/platform/random.ts';
import type { QuotaLedger } from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock } from './manual-clock.ts';
import type { LedgerFactory } from './quota-ledger-conformance.ts';

const NOON = Date.parse('2026-01-15T12:00:00Z');

let hosts = 0;

/** How every ledger keeps the calls of work that has begun, whatever it is stored in. */
export function describeEarmarks(name: string, factory: LedgerFactory): void {
  describe.skipIf(factory.isSkipped === true)(`work that has begun, in the ledger of ${name}`, () => {
    beforeAll(factory.open, 60_000);
    afterAll(factory.close, 60_000);

    const setUp = (perDay: number) => {
      hosts += 1;
      const host = `earmarks-${process.pid}-${hosts}.example`;
      const clock = createManualClock(NOON);
      const limits = { perSecond: 10_000, perMinute: 10_000, perDay };
      const connect = (): QuotaLedger => factory.connect({ limits, clock });
      const ask = (ledger: QuotaLedger, id: string, callsAhead: number) =>
        ledger.reserve({ host, calls: 1, priority: 'first_pass', work: { id, callsAhead } });
      return { host, clock, connect, ask };
    };

    it.each([
      { calls: 9, perGame: 2, whole: 4 },
      { calls: 7, perGame: 3, whole: 2 },
      { calls: 19, perGame: 5, whole: 3 },
      { calls: 15, perGame: 36, whole: 0 },
    ])(
      'ends $whole games of $perGame calls with $calls calls, however many begin at once',
      async ({ calls, perGame, whole }) => {
        const { connect, ask, host } = setUp(calls);
        const random = seededRandom(calls * perGame);
        const workers = [connect(), connect(), connect()];
        const games = Array.from({ length: 8 }, (_, index) => ({
          id: String(index),
          made: 0,
          isOver: false,
        }));
        while (games.some(({ isOver }) => !isOver)) {
          const open = games.filter(({ isOver }) => !isOver);
          const game = open[Math.floor(random() * open.length)];
          const ledger = workers[Math.floor(random() * workers.length)];
          if (!game || !ledger) throw new Error('nobody is left');
          const outcome = await ask(ledger, game.id, perGame - game.made - 1);
          if (!outcome.ok) {
            game.isOver = true;
            continue;
          }
          await ledger.commit(outcome.reservation);
          game.made += 1;
          game.isOver = game.made === perGame;
        }
        expect(games.filter(({ made }) => made === perGame)).toHaveLength(whole);
        // What is left is not wasted: it begins one more game.
        expect(games.filter(({ made }) => made > 0 && made < perGame).length).toBeLessThanOrEqual(1);
        expect((await connect().snapshot(host)).day.used).toBe(calls);
      },
      60_000,
    );

    it('does not keep calls for ever for work that does not come back', async () => {
      const { connect, ask, clock, host } = setUp(3);
      const ledger = connect();
      expect(await ask(ledger, 'begun', 2)).toMatchObject({ ok: true });
      expect(await ask(ledger, 'other', 0)).toMatchObject({
        ok: false,
        window: 'day',
        isEarmarked: true,
        waitMs: 500,
      });
      expect(await ledger.snapshot(host)).toMatchObject({ earmarked: 2 });
      // Whoever asks by hand is not kept waiting for it.
      expect(await ledger.reserve({ host, calls: 1, priority: 'manual' })).toMatchObject({ ok: true });
      clock.advance(5 * 60_000);
      expect(await ask(ledger, 'other', 0)).toMatchObject({ ok: true });
      expect(await ask(ledger, 'begun', 0)).toMatchObject({ ok: false, window: 'day' });
    });

    it('lets work that has been read in part end with the last call', async () => {
      const { connect, ask } = setUp(3);
      const ledger = connect();
      expect(await ask(ledger, 'whole', 1)).toMatchObject({ ok: true });
      expect(await ask(ledger, 'rest of another', 0)).toMatchObject({ ok: true });
      expect(await ask(ledger, 'third', 0)).toMatchObject({ ok: false, isEarmarked: true });
      expect(await ask(ledger, 'whole', 0)).toMatchObject({ ok: true });
    });
  });
}
