import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { AREAS, VARIABLES } from '../../src/config/variables.ts';
import { NO_ENV_FILE, problemsOf } from './config-problems.ts';

/** What stands in a message only if the value of a variable does. */
const MARK = 'zq7marked';

/** Refused wherever a form is asked for. */
const NONSENSE = ` ${MARK}=%,${MARK}://${MARK}:x@`;

const named = (name: string) => VARIABLES.find((one) => one.name === name);

describe('the variables', () => {
  it('all have a place in one area, a description and a word for what they accept', () => {
    const names = Object.values(AREAS).flatMap((variables) => Object.keys(variables));
    expect(new Set(names).size).toBe(names.length);
    expect(VARIABLES.map(({ name }) => name)).toEqual(names);
    const speechless = VARIABLES.filter(({ description, accepts }) => !description.endsWith('.') || !accepts);
    expect(speechless).toEqual([]);
  });

  it('say what their schemas hold: range, unit, choices, default and secrecy', () => {
    expect(named('LEASE_SECONDS')).toMatchObject({
      accepts: 'seconds, a whole number from 2 to 600',
      defaultText: '8',
      isSecret: false,
    });
    expect(named('SPORTS_ENABLED')).toMatchObject({ defaultText: 'NBA,NFL,FOOTBALL,NHL,MLB' });
    expect(named('SEEDING_STRATEGY_NFL')).toMatchObject({ defaultText: 'SEEDING_STRATEGY' });
    expect(named('ADMIN_TOKEN')).toMatchObject({ isSecret: true });
    expect(named('ADMIN_TOKEN')).not.toHaveProperty('defaultText');
    expect(named('CORRECTION_DELAYS_HOURS')).toMatchObject({ isBlankSpoken: true });
  });

  it('have a default that means the same when it is given', () => {
    const given = VARIABLES.filter(
      ({ defaultText }) => defaultText !== undefined && /^[\w./:{},-]+$/.test(defaultText),
    ).filter(({ name, defaultText }) => defaultText !== 'none' && !/_(NBA|NFL|FOOTBALL)$/.test(name));
    expect(given.length).toBeGreaterThan(30);
    const environment = Object.fromEntries(given.map(({ name, defaultText }) => [name, defaultText]));
    expect(readConfig(environment, NO_ENV_FILE)).toEqual(readConfig({}, NO_ENV_FILE));
  });
});

describe('values that cannot be used', () => {
  it('are all reported at once, each with its variable, its value and what to give', () => {
    const problems = problemsOf({
      PORT: '70000',
      LEASE_SECONDS: 'soon',
      EARLY_FINISH: 'maybe',
      SPORTS_ENABLED: 'NBA,chess,darts',
      LEAGUE_WEIGHTS: 'Premier League=0,=2,NBA=1,nba=3',
      DATABASE_URL: 'mysql://db',
      ALERT_TIME_ZONE: 'Mars/Olympus',
    });
    const told: readonly (readonly [variable: string, value: string, mend: string])[] = [
      ['ALERT_TIME_ZONE', 'Mars/Olympus', 'America/New_York'],
      ['DATABASE_URL', '', 'postgresql://'],
      ['EARLY_FINISH', 'maybe', 'off'],
      ['LEAGUE_WEIGHTS', 'Premier League', '1000'],
      ['LEAGUE_WEIGHTS', '"2"', 'no league'],
      ['LEAGUE_WEIGHTS', 'nba', 'more than one weight'],
      ['LEASE_SECONDS', 'soon', '600'],
      ['PORT', '70000', '65535'],
      ['SPORTS_ENABLED', 'chess', 'FOOTBALL'],
      ['SPORTS_ENABLED', 'darts', 'FOOTBALL'],
    ];
    expect(problems).toHaveLength(told.length);
    for (const words of told) {
      const found = problems.filter((problem) => words.every((word) => problem.includes(word)));
      expect(found, words.join(' ')).toHaveLength(1);
    }
  });

  it('of a secret are never repeated', () => {
    const secrets = VARIABLES.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    expect(secrets.length).toBeGreaterThan(10);
    const problems = problemsOf(Object.fromEntries(secrets.map((name) => [name, NONSENSE])));
    const refused = secrets.filter((name) => problems.some((problem) => problem.startsWith(name)));
    expect(refused).toEqual(expect.arrayContaining(['DATABASE_URL', 'REDIS_SENTINELS', 'SMTP_URL']));
    expect(problems.join('\n')).not.toContain(MARK);
  });

  it('do not count as absent where others need them', () => {
    expect(problemsOf({ NODE_ENV: 'production', DATABASE_URL: 'mysql://db' })).toHaveLength(1);
    expect(problemsOf({ ALERT_EMAIL: 'nobody', SMTP_URL: 'smtp://mail' })).toHaveLength(1);
    expect(problemsOf({ ALERT_WEBHOOK_SECRET: 'key', ALERT_WEBHOOK_URL: 'hook' })).toHaveLength(1);
    expect(
      problemsOf({ API_SPORTS_PLAN: 'custom', API_SPORTS_PER_MINUTE: 'x', API_SPORTS_PER_DAY: '9' }),
    ).toHaveLength(1);
  });
});
