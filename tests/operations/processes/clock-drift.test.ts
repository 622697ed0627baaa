import { describe, expect, it } from 'vitest';
import { clockDriftMs } from '../../../src/db/database-clock.ts';
import { clockProblem } from '../../../src/operations/processes/clock-drift.ts';

describe('the difference between two clocks', () => {
  it('is what no delay of the answer can explain', () => {
    expect(clockDriftMs({ beforeMs: 10_000, databaseMs: 10_900, afterMs: 11_000 })).toBe(0);
    expect(clockDriftMs({ beforeMs: 310_000, databaseMs: 10_000, afterMs: 310_004 })).toBe(300_000);
    expect(clockDriftMs({ beforeMs: 10_000, databaseMs: 310_004, afterMs: 10_004 })).toBe(-300_000);
  });

  it('is a problem from five seconds on, and says in which direction and what to do', () => {
    expect(clockProblem(-5_000)).toBeUndefined();
    expect(clockProblem(300_000)).toMatch(/300 s ahead of PostgreSQL's.*NTP/);
    expect(clockProblem(-90_000)).toMatch(/90 s behind PostgreSQL's/);
  });
});
