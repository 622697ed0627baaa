import { describe, expect, it } from 'vitest';
import type { Sport } from '../../src/domain/sport.ts';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import { decideReadiness } from '../../src/seeding/game-status.ts';

const HOUR_MS = 3_600_000;
const TIP_OFF_MS = Date.UTC(2026, 0, 15, 0, 30);
const side = { providerTeamId: '1', name: 'A', code: 'A' };
const game = (over: Partial<ProviderGame>): ProviderGame => ({
  providerGameId: '1',
  startMs: TIP_OFF_MS,
  status: 'in_progress',
  statusText: 'Live',
  isStatusKnown: true,
  home: side,
  away: { ...side, providerTeamId: '2' },
  homeScore: null,
  awayScore: null,
  homePeriodScores: [],
  awayPeriodScores: [],
  ...over,
});
const times = (hoursAfterWindow: number, sport: Sport = 'NBA') => ({
  sport,
  nowMs: TIP_OFF_MS + (4 + hoursAfterWindow) * HOUR_MS,
  windowMs: TIP_OFF_MS + 4 * HOUR_MS,
  notFinalStepMs: 600_000,
  seedingDelayMs: 4 * HOUR_MS,
});

describe('decideReadiness', () => {
  it('seeds a completed game and nothing else', () => {
    expect(decideReadiness(game({ status: 'completed' }), times(0))).toEqual({ kind: 'seed' });
  });

  it('never takes an unknown status for final, and says so', () => {
    const decision = decideReadiness(
      game({ status: 'in_progress', statusText: 'Bananas', isStatusKnown: false }),
      times(0),
    );
    expect(decision).toMatchObject({ kind: 'hold', reason: 'not_final', delayMs: 600_000 });
    expect(decision).toMatchObject({ detail: expect.stringContaining('does not know') });
  });

  it('calls a game stuck that is not final half an hour after its window, whatever the provider says of it', () => {
    const isStuck = (over: Partial<ProviderGame>, hours: number): unknown => {
      const decision = decideReadiness(game(over), times(hours));
      return decision.kind === 'hold' && decision.isStuck === true;
    };
    expect([0.4, 0.6].map((hours) => isStuck({}, hours))).toEqual([false, true]);
    expect(isStuck({ status: 'suspended' }, 1)).toBe(true);
    expect(isStuck({ isStatusKnown: false, statusText: 'Bananas' }, 0), 'nobody may ever know it').toBe(true);
    expect(isStuck({ status: 'postponed' }, 5), 'it waits for its new date').toBe(false);
    const nextWeek = TIP_OFF_MS + 7 * 24 * HOUR_MS;
    expect(isStuck({ status: 'scheduled', startMs: nextWeek }, 5), 'it was moved').toBe(false);
    expect(isStuck({ startMs: nextWeek }, 7 * 24), 'it is played at its new date').toBe(false);
    expect(isStuck({ startMs: nextWeek }, 7 * 24 + 1)).toBe(true);
  });

  it.each([
    ['NBA', 4.1, 4.6],
    ['NFL', 4.9, 5.1],
    ['FOOTBALL', 4.1, 4.6],
  ] as const)('gives a game of %s the time that its sport may take', (sport, stillFine, tooLate) => {
    const isStuck = [stillFine, tooLate].map((hours) => {
      const decision = decideReadiness(game({}), times(hours - 4, sport));
      return decision.kind === 'hold' && decision.isStuck;
    });
    expect(isStuck).toEqual([false, true]);
    // A window that opens two hours after the start makes no game late.
    const early = { ...times(0, sport), seedingDelayMs: 2 * HOUR_MS, windowMs: TIP_OFF_MS + 2 * HOUR_MS };
    const nowMs = TIP_OFF_MS + 3.2 * HOUR_MS;
    expect(decideReadiness(game({}), { ...early, nowMs })).toMatchObject({ isStuck: false });
  });

  it('looks twice as often at an NBA game from its last quarter on', () => {
    const delayOf = (periods: number, sport: Sport): unknown => {
      const seen = game({ homePeriodScores: Array.from({ length: periods }, () => 20) });
      const decision = decideReadiness(seen, times(0, sport));
      return decision.kind === 'hold' && decision.delayMs;
    };
    expect([3, 4, 5].map((periods) => delayOf(periods, 'NBA'))).toEqual([600_000, 300_000, 300_000]);
    expect(delayOf(4, 'NFL')).toBe(600_000);
  });

  it('looks less and less often at a game that is stuck', () => {
    const delays = [1, 4, 30, 200].map((hours) => decideReadiness(game({}), times(hours)));
    expect(delays.map((decision) => 'delayMs' in decision && decision.delayMs / HOUR_MS)).toEqual([
      1 / 6,
      1,
      6,
      24,
    ]);
    expect(decideReadiness(game({ status: 'suspended' }), times(0)), 'nor soon resumed').toMatchObject({
      delayMs: HOUR_MS,
    });
  });

  it('waits for the new window of a game that the provider has at a later time', () => {
    const moved = game({
      status: 'scheduled',
      statusText: 'Not Started',
      startMs: TIP_OFF_MS + 24 * HOUR_MS,
    });
    expect(decideReadiness(moved, times(0))).toMatchObject({
      kind: 'hold',
      reason: 'not_final',
      delayMs: 24 * HOUR_MS,
      newStartMs: TIP_OFF_MS + 24 * HOUR_MS,
    });
  });

  it('holds a postponed game until its new window, or for some hours while nobody knows the new date', () => {
    const postponed = (startMs: number) =>
      decideReadiness(game({ status: 'postponed', statusText: 'Postponed', startMs }), times(0));
    expect(postponed(TIP_OFF_MS)).toMatchObject({ kind: 'hold', reason: 'postponed', delayMs: 6 * HOUR_MS });
    expect(postponed(TIP_OFF_MS)).not.toHaveProperty('newStartMs');
    expect(postponed(TIP_OFF_MS + 24 * HOUR_MS)).toMatchObject({
      kind: 'hold',
      delayMs: 24 * HOUR_MS,
      newStartMs: TIP_OFF_MS + 24 * HOUR_MS,
    });
  });

  it('ends cancelled games, and records the result of awarded ones without lines', () => {
    expect(decideReadiness(game({ status: 'cancelled' }), times(0))).toMatchObject({
      kind: 'skip',
      status: 'cancelled',
    });
    expect(decideReadiness(game({ status: 'awarded' }), times(0))).toMatchObject({
      kind: 'skip',
      status: 'completed',
    });
  });
});
