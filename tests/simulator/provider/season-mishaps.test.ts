import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createSimulatedProvider } from '../../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../../simulator/provider/sports.ts';

const HOUR_MS = 3_600_000;
const FINALS = /Finished|Final|After Over Time|^(FT|AET|PEN)$/;
const POSTPONED = /Postponed|PST/;

describe.each(['NBA', 'NFL', 'FOOTBALL'] as const)('a season of %s with a share of mishaps', (sport) => {
  const games = simulatedSport(sport).generateSeason({ seed: 3, season: 2024 });
  let nowMs = 0;
  const provider = createSimulatedProvider({
    sport,
    seed: 3,
    clock: { nowMs: () => nowMs, sleep: () => Promise.resolve() },
    logger: silentLogger(),
    games,
    dials: { postponedRate: 0.05, stuckRate: 0.05 },
  });
  const at = (ms: number) => {
    nowMs = ms;
    return new Map(provider.games().map((game) => [game.id, game]));
  };
  const planned = new Map([...at(0)].map(([id, { startMs }]) => [id, startMs]));
  const last = Math.max(...planned.values());

  it('plays postponed games at their new dates under their ids, and stuck ones end hours later', () => {
    const after = [...at(last + 30 * 24 * HOUR_MS).values()];
    expect(after.filter(({ status }) => !FINALS.test(status))).toEqual([]);
    const moved = after.filter(({ id, startMs }) => startMs === (planned.get(id) ?? 0) + 14 * 24 * HOUR_MS);
    const late = after.filter(({ startMs, finalMs }) => (finalMs ?? 0) - startMs === 12 * HOUR_MS);
    for (const { length } of [moved, late]) {
      expect(length / games.length).toBeGreaterThan(0.02);
      expect(length / games.length).toBeLessThan(0.09);
    }
    const [first] = moved;
    const oldStartMs = planned.get(first?.id ?? 0) ?? 0;
    const seen = (ms: number) => at(ms).get(first?.id ?? 0);
    expect(seen(oldStartMs - 7 * HOUR_MS)).toMatchObject({ startMs: oldStartMs });
    for (const hours of [-5, 23]) {
      expect(seen(oldStartMs + hours * HOUR_MS)).toMatchObject({
        startMs: oldStartMs,
        status: expect.stringMatching(POSTPONED),
      });
    }
    expect(seen(oldStartMs + 25 * HOUR_MS)?.startMs).toBe(oldStartMs + 14 * 24 * HOUR_MS);
  });

  it('leaves a game alone that has dials of its own', () => {
    const [moved] = [...at(last + 30 * 24 * HOUR_MS).values()].filter(
      ({ id, startMs }) => startMs !== planned.get(id),
    );
    const id = moved?.id ?? 0;
    const startMs = planned.get(id) ?? 0;
    provider.setDials({ games: { [String(id)]: { status: null, startMs } } });
    expect(at(startMs + 5 * HOUR_MS).get(id)).toMatchObject({
      startMs,
      status: expect.stringMatching(FINALS),
    });
  });
});
