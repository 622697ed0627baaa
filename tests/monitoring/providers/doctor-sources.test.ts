import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeSources } from '../../../src/monitoring/doctor/judge-sources.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';

describe('what doctor says of providers', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ environment: { ...NO_PROVIDER, API_SPORTS_KEY: 'some-key-of-tests' } });
  });
  afterAll(() => test?.close());

  it('names each of them, what it gives, and why one that could is off', () => {
    const verdicts = judgeSources(test.app.registry.providers);
    expect(verdicts).toHaveLength(test.app.registry.providers.length);
    expect(verdicts.every(({ status }) => status === 'ok')).toBe(true);
    const said = (name: string) => verdicts.find(({ detail }) => detail.startsWith(name))?.detail ?? '';
    expect(said('API-Sports')).toMatch(/gives.*box score.*NBA/);
    expect(said('The Odds API')).toMatch(/off.*THE_ODDS_API_KEY.*could give.*odds/);
    expect(said('The Odds API')).toContain('FOOTBALL');
  });
});
