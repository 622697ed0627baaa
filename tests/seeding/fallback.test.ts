import { describe, expect, it } from 'vitest';
import { type FallbackFacts, decideFallback, entityCallCost } from '../../src/seeding/fallback.ts';

const FACTS: FallbackFacts = {
  isOn: true,
  isFirstPass: true,
  plan: 'box-score',
  errorType: 'malformed',
  wasInBackfill: false,
  estimatedCalls: 40,
  spentToday: 0,
  day: { used: 100, allowance: 6_000 },
};

const after = (change: Partial<FallbackFacts>) => decideFallback({ ...FACTS, ...change });

describe('the fallback to another plan', () => {
  it('goes from the box score to the entities, and from there to a sweep', () => {
    expect(after({})).toEqual({ kind: 'fallback', plan: 'per-entity' });
    expect(after({ plan: 'per-entity' })).toEqual({ kind: 'fallback', plan: 'blanket' });
    expect(after({ plan: 'hybrid' })).toEqual({ kind: 'fallback', plan: 'blanket' });
  });

  it('never goes round: a sweep is the last resort, and a game is in one only once', () => {
    expect(after({ plan: 'blanket' })).toEqual({ kind: 'none' });
    expect(after({ plan: 'per-entity', wasInBackfill: true })).toEqual({ kind: 'none' });
  });

  it.each(['game_not_found', 'plan', 'bad_request', 'internal', 'sport_not_supported', 'game_reopened'])(
    'does not follow %s, which another way of asking does not mend',
    (errorType) => expect(after({ errorType })).toEqual({ kind: 'none' }),
  );

  it('can be switched off, and is not for correction passes', () => {
    expect(after({ isOn: false })).toEqual({ kind: 'none' });
    expect(after({ isFirstPass: false })).toEqual({ kind: 'none' });
  });

  it("never begins what the day's calls do not carry", () => {
    expect(after({ day: { used: 5_970, allowance: 6_000 } })).toMatchObject({
      kind: 'none',
      why: expect.stringContaining('has 30 for it'),
    });
    expect(after({ day: undefined })).toMatchObject({
      kind: 'none',
      why: expect.stringContaining('not known'),
    });
  });

  it('takes a quarter of a day at the most', () => {
    expect(after({ spentToday: 1_460 })).toEqual({ kind: 'fallback', plan: 'per-entity' });
    expect(after({ spentToday: 1_461 })).toMatchObject({
      kind: 'none',
      why: expect.stringContaining('has 39'),
    });
    expect(after({ day: { used: 0, allowance: 80 } }).kind).toBe('none');
  });

  it('is estimated by the calls that a sport has', () => {
    expect(entityCallCost({ playersBy: 'player', teamsBy: 'game' }, 0)).toBe(38);
    expect(entityCallCost({ playersBy: 'player', teamsBy: 'game' }, 40)).toBe(44);
    expect(entityCallCost({ playersBy: 'team', teamsBy: 'team' }, 106)).toBe(7);
  });
});
