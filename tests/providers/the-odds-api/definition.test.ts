import { describe, expect, it } from 'vitest';
import { createProviderRegistry } from '../../../src/providers/registry.ts';
import { configureApiSports } from '../../../src/providers/api-sports/definition.ts';
import { configureTheOddsApi } from '../../../src/providers/the-odds-api/definition.ts';
import { THE_ODDS_API_LIMITS } from '../../../src/providers/the-odds-api/limits.ts';
import { sportKeyOf } from '../../../src/providers/the-odds-api/sport-keys.ts';
import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';

const BASE = 'http://127.0.0.1:9/v4';

function registryOf(apiKey: string | undefined, order = {}) {
  const baseUrls = { NBA: BASE, NFL: BASE, FOOTBALL: BASE };
  const apiSports = configureApiSports({ baseUrls, apiKey: 'a-key-of-tests', plan: 'free', limits: {} });
  const odds = configureTheOddsApi({ baseUrl: BASE, apiKey, plan: 'free' });
  return createProviderRegistry([apiSports, odds], order);
}
const namesOf = (providers: readonly { definition: { name: string } }[]) =>
  providers.map(({ definition: { name } }) => name);

describe('The Odds API among the providers', () => {
  it('is off until its key is set', () => {
    const off = registryOf(undefined);
    expect(off.sourcesOf('odds', 'NBA')).toEqual([]);
    expect(namesOf(off.ableTo('odds', 'NBA'))).toEqual(['the-odds-api']);
    expect(off.named('the-odds-api')?.offBecause).toContain('THE_ODDS_API_KEY');
    expect(namesOf(registryOf('some-key-of-tests').sourcesOf('odds', 'FOOTBALL'))).toEqual(['the-odds-api']);
  });

  it('tells live scores, which cost credits, only where it is named', () => {
    const key = 'some-key-of-tests';
    expect(namesOf(registryOf(key).sourcesOf('live-score', 'NBA'))).toEqual(['api-sports']);
    const named = registryOf(key, { 'live-score': ['the-odds-api', 'api-sports'] });
    expect(namesOf(named.sourcesOf('live-score', 'NBA'))).toEqual(['the-odds-api', 'api-sports']);
  });

  it('has a key for every league that comes with the program, and takes another', () => {
    const keys = REFERENCE_LEAGUES.map(sportKeyOf);
    expect(new Set(keys).size).toBe(REFERENCE_LEAGUES.length);
    expect(keys).not.toContain(undefined);
    expect(sportKeyOf({ code: 'EPL', ids: { 'the-odds-api': 'soccer_other' } })).toBe('soccer_other');
    expect(sportKeyOf({ code: 'NONE', ids: {} })).toBeUndefined();
  });

  it('says where each limit is from', () => {
    for (const { limits } of Object.values(THE_ODDS_API_LIMITS))
      for (const { source } of limits) expect(source.page).toMatch(/^https:/);
  });
});
