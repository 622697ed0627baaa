import { describe, expect, it } from 'vitest';
import { clockDriftMs, createDatabaseClock } from '../../src/db/database-clock.ts';
import { clockProblem } from '../../src/fleet/clock-drift.ts';

const LIMIT_MS = 60_000;

describe('the difference between two clocks', () => {
  it('is what no delay of the answer can explain', () => {
    expect(clockDriftMs({ beforeMs: 10_000, databaseMs: 10_900, afterMs: 11_000 })).toBe(0);
    expect(clockDriftMs({ beforeMs: 310_000, databaseMs: 10_000, afterMs: 310_004 })).toBe(300_000);
    expect(clockDriftMs({ beforeMs: 10_000, databaseMs: 310_004, afterMs: 10_004 })).toBe(-300_000);
  });

  it('is a problem from five seconds on, and says in which direction and what to do', () => {
    expect(clockProblem(-5_000, LIMIT_MS)).toBeUndefined();
    expect(clockProblem(30_000, LIMIT_MS)).toMatch(/30 s ahead of PostgreSQL's.*NTP/);
    expect(clockProblem(30_000, LIMIT_MS)).not.toMatch(/not ready/);
    expect(clockProblem(-90_000, LIMIT_MS)).toMatch(
      /90 s behind PostgreSQL's.*CLOCK_SKEW_LIMIT_SECONDS.*not ready/,
    );
    expect(clockProblem(-2_000, 1_000)).toMatch(/2 s behind.*not ready/);
    expect(clockProblem(86_400_000, LIMIT_MS)).toMatch(/24 h ahead of/);
  });
});

describe("a clock that follows the database's", () => {
  const look = (offsetMs: number, tookMs = 10) => {
    const beforeMs = own.nowMs();
    return { beforeMs, databaseMs: beforeMs + tookMs / 2 + offsetMs, afterMs: beforeMs + tookMs };
  };
  let nowMs = 1_000_000;
  const own = { nowMs: () => nowMs, sleep: async () => undefined };

  it('stays as it is while answers explain what differs, and follows at once by little', () => {
    const clock = createDatabaseClock(own);
    clock.note(look(3));
    expect(clock.offsetMs()).toBe(0);
    clock.note(look(900));
    expect(clock.offsetMs()).toBeCloseTo(895, 0);
    nowMs += 5_000;
    clock.note(look(898));
    expect(clock.offsetMs()).toBeCloseTo(895, 0);
    expect(clock.nowMs()).toBeCloseTo(nowMs + 895, 0);
  });

  it('believes a jump when a second look agrees, and none that was only seen once', () => {
    const clock = createDatabaseClock(own);
    const dayMs = 86_400_000;
    clock.note(look(dayMs));
    expect(clock.offsetMs()).toBe(0);
    clock.note(look(0));
    clock.note(look(dayMs));
    expect(clock.offsetMs()).toBe(0);
    clock.note(look(dayMs));
    expect(Math.abs(clock.offsetMs() - dayMs)).toBeLessThanOrEqual(5);
    expect(clock.skewMs()).toBeLessThan(-dayMs + 10);
  });
});
