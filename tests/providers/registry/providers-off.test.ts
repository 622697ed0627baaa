import { describe, expect, it } from 'vitest';
import { buildProviders } from '../../../src/app/build-providers.ts';
import { fetchSeason } from '../../../src/schedule/provided/fetch-season.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';
import { createTestApp } from '../../support/test-app.ts';

describe('a provider whose key or switch is not set', () => {
  it('takes no call, by whatever way it is asked', async () => {
    const { app, close } = await createTestApp();
    const providers = buildProviders(app);
    try {
      const off = app.registry.providers.filter(({ offBecause }) => offBecause !== undefined);
      expect(off.map(({ definition }) => definition.name).toSorted()).toEqual([
        'espn',
        'goalserve',
        'nba-stats',
        'the-odds-api',
      ]);
      for (const { apis, moreApis = {} } of off)
        for (const api of [...Object.values(apis), ...Object.values(moreApis).flat()])
          expect(api.credentialProblem).toMatch(/ is off: /);
      const league = BUILT_IN.find('NBA', 'NBA');
      if (!league) throw new Error('the NBA is missing');
      const asked = fetchSeason(
        { ingestService: app.ingestService, sources: providers.schedulesOf('espn') },
        {
          league,
          seasonYear: 2026,
          priority: 'manual',
          runId: 'ingest_schedule/test/1',
          signal: AbortSignal.timeout(60_000),
          isSync: false,
          isDryRun: false,
          isStrict: false,
          past: 'none',
          actor: 'test',
        },
      );
      await expect(asked).rejects.toMatchObject({ facts: { kind: 'credential' } });
    } finally {
      await providers.close();
      await close();
    }
  });
});
