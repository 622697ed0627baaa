import { accountProblem } from '../../src/monitoring/providers/provider-accounts.ts';
import { limitsOfPlan } from '../../src/providers/the-odds-api/limits.ts';
import { parseDemoOptions } from '../../simulator/demo/options.ts';
import { problemsOf } from '../config/config-problems.ts';
import type { Sentence } from './sentence.ts';

const ACCOUNT = {
  host: 'nba.example',
  plan: 'Free',
  is_active: true,
  used: 0,
  day_limit: 100,
  read_at: null,
  problem: null,
};

/** Environments, and the only thing that is wrong with each. */
const ENVIRONMENTS: readonly [Record<string, string>, string][] = [
  [
    { OTEL_TRACES_SAMPLER_ARG: '2' },
    'OTEL_TRACES_SAMPLER_ARG is "2": give a number from 0 to 1, such as 0.1.',
  ],
  [
    { OTEL_EXPORTER_OTLP_HEADERS: 'a-bare-token' },
    'OTEL_EXPORTER_OTLP_HEADERS has a part that is not name=value: give name=value,name=value.',
  ],
  [
    { REDIS_CLUSTER_NODES: 'one:7000,two' },
    'REDIS_CLUSTER_NODES: number 2 of 2 is no server: give host:port,host:port or, with user and password, redis://user:password@host:port or rediss://user:password@host:port.',
  ],
  [
    { TRUSTED_PROXIES: 'here' },
    'TRUSTED_PROXIES has "here": give addresses and ranges such as 10.0.0.7,10.1.0.0/16,loopback, or a number of proxies up to 10.',
  ],
];

export const SETTING_SENTENCES: readonly Sentence[] = [
  ...ENVIRONMENTS.map(
    ([environment, says]): Sentence => [
      `the setting ${Object.keys(environment).join(', ')}`,
      () => problemsOf(environment).join('\n'),
      says,
    ],
  ),
  ['a port that is none', () => parseDemoOptions([], 'many'), 'PORT is "many": give a port number.'],
  [
    'an account with fewer calls than are configured',
    () => accountProblem(ACCOUNT, { plan: 'pro', perDay: 7_500 }, { planVariable: 'API_SPORTS_PLAN' }),
    "The account's plan is Free with 100 calls a day, but API_SPORTS_PLAN says pro: set it to what you have. Until then the lower limit holds.",
  ],
  [
    'an account with more calls than are configured',
    () =>
      accountProblem(
        { ...ACCOUNT, plan: 'Ultra', day_limit: 75_000 },
        { plan: 'pro', perDay: 7_500 },
        { planVariable: 'API_SPORTS_PLAN' },
      ),
    "The account's plan is Ultra, but API_SPORTS_PLAN says pro: set it, or calls that you pay for are not used.",
  ],
  [
    'an account with fewer credits than are configured',
    () =>
      accountProblem(
        { ...ACCOUNT, plan: '20k', day_limit: 20_000 },
        { plan: '100k', ...limitsOfPlan('100k') },
        { planVariable: 'THE_ODDS_API_PLAN' },
      ),
    "The account's plan is 20k with 20000 credits a month, but THE_ODDS_API_PLAN says 100k: set it to what you have. Until then the lower limit holds.",
  ],
  [
    'an account with more credits than are configured',
    () =>
      accountProblem(
        { ...ACCOUNT, plan: '100k', day_limit: 100_000 },
        { plan: '20k', ...limitsOfPlan('20k') },
        { planVariable: 'THE_ODDS_API_PLAN' },
      ),
    "The account's plan is 100k, but THE_ODDS_API_PLAN says 20k: set it, or credits that you pay for are not used.",
  ],
];
