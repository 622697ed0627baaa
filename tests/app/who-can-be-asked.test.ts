import { describe, expect, it } from 'vitest';
import { buildRegistry } from '../../src/app/build-registry.ts';
import type { Secrets } from '../../src/config/config.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { loadJobs } from '../../src/features/job-parts.ts';
import { judgeKey } from '../../src/monitoring/doctor/judge-providers.ts';
import { missingKey } from '../../src/monitoring/providers/provider-expectations.ts';

const NO_ENV_FILE = '/nonexistent';
const KEY = 'some-key-of-tests';
const { declare } = await loadJobs();

function installation(environment: Record<string, string>, secrets: Secrets = {}) {
  const { config } = readConfig(
    {
      DATABASE_URL: 'postgres://127.0.0.1:9/none',
      SCHEDULE_REFRESH_HOURS: '6',
      ROSTER_REFRESH: 'on',
      EARLY_FINISH: 'on',
      ...environment,
    },
    NO_ENV_FILE,
  );
  return { config, registry: buildRegistry(config, secrets) };
}

/** Of these jobs those that are on, with who may be asked as it is. */
function jobsThatAreOn(names: readonly string[], ...of: Parameters<typeof installation>): string[] {
  const { config, registry } = installation(...of);
  const jobs = declare(config, registry);
  return names.filter((name) => {
    if (!jobs[name]) throw new Error(`there is no job ${name}`);
    return jobs[name].offBecause === undefined;
  });
}

describe('a job that asks', () => {
  const ASKING = ['refresh-schedules', 'refresh-rosters', 'finish-early'] as const;

  it.each([
    ['no key at all', {}, {}, []],
    ['the key of odds alone', {}, { theOddsApiKey: KEY }, []],
    ['the key of everything', {}, { apiSportsKey: KEY }, [...ASKING]],
    ['a source without rosters', { ESPN_ENABLED: 'true' }, {}, ['refresh-schedules', 'finish-early']],
    [
      'a source of a sport that is not enabled',
      { NBA_STATS_ENABLED: 'true', SPORTS_ENABLED: 'NFL,FOOTBALL' },
      {},
      [],
    ],
    [
      'a source that another one stands before',
      { ESPN_ENABLED: 'true', SCHEDULE_SOURCES: 'api-sports', LIVE_SCORE_SOURCES: 'api-sports' },
      {},
      [],
    ],
    [
      'the key of odds, and scores asked there',
      { LIVE_SCORE_SOURCES: 'the-odds-api' },
      { theOddsApiKey: KEY },
      ['finish-early'],
    ],
  ])('is on only where somebody has what it asks for: %s', (_title, environment, secrets, on) => {
    expect(jobsThatAreOn(ASKING, environment, secrets)).toEqual(on);
  });
});

describe('a job that needs other sources', () => {
  const COMPARE = 'compare-sources';
  const POLL = 'poll-injuries';
  const ALL = { apiSportsKey: KEY, theOddsApiKey: KEY, goalserveApiKey: KEY };

  it.each([
    ['one source of everything', {}, { apiSportsKey: KEY }, []],
    ['a second source of scores by its key', {}, { apiSportsKey: KEY, goalserveApiKey: KEY }, [COMPARE]],
    [
      'a second source that is named',
      { LIVE_SCORE_SOURCES: 'api-sports,the-odds-api' },
      { apiSportsKey: KEY, theOddsApiKey: KEY },
      [COMPARE],
    ],
    ['a source that is alone with scores', { ESPN_ENABLED: 'true' }, {}, [POLL]],
    ['two sources, one of injuries', { ESPN_ENABLED: 'true' }, { apiSportsKey: KEY }, [COMPARE, POLL]],
    [
      'one source that is named',
      { ESPN_ENABLED: 'true', NBA_STATS_ENABLED: 'true', LIVE_SCORE_SOURCES: 'api-sports' },
      ALL,
      [POLL],
    ],
    [
      'a second source of a sport that is not enabled',
      { NBA_STATS_ENABLED: 'true', SPORTS_ENABLED: 'FOOTBALL' },
      ALL,
      [],
    ],
  ])('is on where they are, and off where they are not: %s', (_title, environment, secrets, on) => {
    expect(jobsThatAreOn([COMPARE, POLL], environment, secrets)).toEqual(on);
  });
});

describe('the key that doctor looks for', () => {
  const judged = (...of: Parameters<typeof installation>) =>
    judgeKey(missingKey(installation(...of)), { keyVariable: 'API_SPORTS_KEY', isSet: false }, 0);

  it('is missing where another provider has its own, and said with the sports that lack it', () => {
    const { status, detail, remedy } = judged({}, { theOddsApiKey: KEY });
    expect(status).toBe('fail');
    expect(detail).toMatch(/API_SPORTS_KEY is missing.*NBA, NFL, FOOTBALL/);
    expect(remedy).toContain('dashboard.api-football.com');
    expect(judged({ NBA_STATS_ENABLED: 'true' })).toMatchObject({ status: 'fail' });
    expect(judged({ NBA_STATS_ENABLED: 'true' }).detail).toMatch(
      /nothing of NFL or FOOTBALL|nothing of NFL, FOOTBALL/,
    );
  });

  it('is not said to be set where box scores do without it', () => {
    const { status, detail } = judged({ ESPN_ENABLED: 'true', SPORTS_ENABLED: 'NBA,NFL' });
    expect(status).toBe('ok');
    expect(detail).toContain('API_SPORTS_KEY is not set');
  });
});
