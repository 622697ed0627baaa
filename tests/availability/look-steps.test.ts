import { describe, expect, it } from 'vitest';
import { lineupStepMs } from '../../src/availability/lineups/look-steps.ts';
import { SPORT_FACTS } from '../../src/sports/all-facts.ts';

const MINUTE_MS = 60_000;

describe('how often a line-up is asked for', () => {
  it.each([
    ['NBA', 721, undefined],
    ['NBA', 720, 180],
    ['NBA', 91, 180],
    ['NBA', 90, 15],
    ['NBA', 45, 5],
    ['NBA', 1, 5],
    ['NBA', 0, 10],
    ['NBA', -19, 10],
    ['NBA', -20, undefined],
    ['FOOTBALL', 76, undefined],
    ['FOOTBALL', 60, 10],
    ['FOOTBALL', 30, 5],
    ['NFL', 1_440, 360],
    ['NFL', 90, 15],
  ] as const)('%s, %i minutes before the start: every %s minutes', (sport, before, every) => {
    const stepMs = lineupStepMs(SPORT_FACTS[sport], before * MINUTE_MS);
    expect(stepMs).toBe(every === undefined ? undefined : every * MINUTE_MS);
  });
});
