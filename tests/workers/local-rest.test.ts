import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/platform/logger.ts';
import { createLocalRest } from '../../workers/local-rest.ts';
import { createManualClock } from '../providers/client/manual-clock.ts';

const PROBLEM = 'no file descriptors are left (EMFILE).';

function setUp({ failsToTell = 0 } = {}) {
  const clock = createManualClock(0);
  const seen: string[] = [];
  let failures = failsToTell;
  const rest = createLocalRest({
    pauseIntake: async () => seen.push('paused'),
    resumeIntake: () => void seen.push('resumed'),
    async tell(message) {
      failures -= 1;
      if (failures >= 0) throw new Error('no descriptor to tell it with');
      seen.push(`told ${message}`);
    },
    clock,
    logger: silentLogger(),
  });
  return { clock, rest, seen };
}

describe('the rest of a worker that lacks something', () => {
  it('is longer each time, told once, and over when nothing was lacking for a minute', async () => {
    const { clock, rest, seen } = setUp();
    expect(rest.problem()).toBeUndefined();
    rest.note(PROBLEM);
    rest.note(PROBLEM);
    await clock.untilSleeping();
    expect(rest.problem()).toBe(PROBLEM);
    clock.advance(5_000);
    await expect.poll(() => seen).toEqual(['paused', `told ${PROBLEM}`, 'resumed']);
    rest.note(PROBLEM);
    await clock.untilSleeping();
    clock.advance(5_000);
    expect(seen.at(-1)).toBe('paused');
    clock.advance(5_000);
    await expect.poll(() => seen.at(-1)).toBe('resumed');
    clock.advance(60_000);
    expect(rest.problem()).toBeUndefined();
    rest.note(PROBLEM);
    await expect.poll(() => seen.filter((what) => what.startsWith('told'))).toHaveLength(2);
  });

  it('is told later where what is lacking is what it takes to tell it', async () => {
    const { clock, rest, seen } = setUp({ failsToTell: 1 });
    rest.note(PROBLEM);
    await clock.untilSleeping();
    expect(seen).toEqual(['paused']);
    clock.advance(5_000);
    await expect.poll(() => seen).toEqual(['paused', 'resumed', `told ${PROBLEM}`]);
  });

  it('ends without going on when the worker stops', async () => {
    const { clock, rest, seen } = setUp();
    rest.note(PROBLEM);
    await clock.untilSleeping();
    rest.stop();
    clock.advance(60_000);
    await Promise.resolve();
    expect(seen).not.toContain('resumed');
  });
});
