import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { NO_ENV_FILE, problemsOf } from './config-problems.ts';

describe('the addresses of the database', () => {
  it('may be two: a pooler, and PostgreSQL itself', () => {
    const { secrets } = readConfig(
      { DATABASE_URL: 'postgres://pooler/scoracle', DATABASE_DIRECT_URL: 'postgres://server/scoracle' },
      NO_ENV_FILE,
    );
    expect(secrets).toMatchObject({
      databaseUrl: 'postgres://pooler/scoracle',
      databaseDirectUrl: 'postgres://server/scoracle',
    });
  });

  it('are not a direct one alone', () => {
    expect(problemsOf({ DATABASE_DIRECT_URL: 'postgres://server/scoracle' })).toEqual([
      expect.stringContaining('DATABASE_URL is missing'),
    ]);
    expect(problemsOf({ DATABASE_URL: 'postgres://pooler/scoracle', DATABASE_DIRECT_URL: 'server' })).toEqual(
      [expect.stringContaining('DATABASE_DIRECT_URL is not a URL')],
    );
  });
});

describe('the nodes of a Redis Cluster', () => {
  it('are hosts with ports, or addresses with user, password and TLS', () => {
    const nodes = ['redis-1:6379', '10.0.0.2:7001', '[::1]:7002', 'rediss://user:secret@redis-3:6379'];
    const { config, secrets } = readConfig({ REDIS_CLUSTER_NODES: nodes.join(', ') }, NO_ENV_FILE);
    expect(secrets.redisClusterNodes).toEqual(nodes);
    expect(config.queue.store).toBe('redis-cluster');
  });

  it.each(['redis-1', 'redis-1:', 'redis-1:6379,', 'http://redis-1:6379', 'user:secret@redis-1:6379'])(
    'are refused when one is %o, without telling what it was',
    (nodes) => {
      const [problem = '', ...others] = problemsOf({ REDIS_CLUSTER_NODES: nodes });
      expect(others).toEqual([]);
      expect(problem).toMatch(/^REDIS_CLUSTER_NODES: number \d of \d .*host:port/);
      expect(problem).not.toContain('secret');
    },
  );

  it('need a prefix with braces, and no REDIS_URL beside them', () => {
    expect(problemsOf({ REDIS_CLUSTER_NODES: 'redis-1:6379', QUEUE_PREFIX: 'plain' })).toEqual([
      expect.stringContaining('QUEUE_PREFIX needs braces'),
    ]);
    expect(problemsOf({ REDIS_CLUSTER_NODES: 'redis-1:6379', REDIS_URL: 'redis://redis-1' })).toEqual([
      expect.stringContaining('are both set'),
    ]);
  });
});

describe('the sentinels of a Redis', () => {
  it('are servers like the nodes of a cluster, and name the group in REDIS_URL', () => {
    const { config, secrets } = readConfig(
      { REDIS_SENTINELS: 's-1:26379, s-2:26379', REDIS_URL: 'redis://:secret@scores/2' },
      NO_ENV_FILE,
    );
    expect(secrets.redisSentinels).toEqual(['s-1:26379', 's-2:26379']);
    expect(config.queue.store).toBe('redis');
  });

  it('are refused without REDIS_URL, or when one is no server', () => {
    expect(problemsOf({ REDIS_SENTINELS: 's-1:26379' })).toEqual([
      expect.stringContaining('REDIS_URL is missing'),
    ]);
    expect(problemsOf({ REDIS_SENTINELS: 's-1', REDIS_URL: 'redis://scores' })).toEqual([
      expect.stringMatching(/^REDIS_SENTINELS: number 1 of 1 is no server/),
    ]);
  });
});

describe('the proxies whose word is taken', () => {
  const read = (text: string) =>
    readConfig({ TRUSTED_PROXIES: text }, NO_ENV_FILE).config.http.trustedProxies;

  it('are addresses, ranges and names of ranges, or a number of them, and none unless said', () => {
    expect(readConfig({}, NO_ENV_FILE).config.http.trustedProxies).toEqual([]);
    expect(read('10.0.0.7, 10.1.0.0/16,fd00::/8,Loopback')).toEqual([
      '10.0.0.7',
      '10.1.0.0/16',
      'fd00::/8',
      'loopback',
    ]);
    expect(read('2')).toBe(2);
  });

  it.each(['11', 'proxy.local', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.0/8/8', 'true', '1,2'])(
    'are refused when one is %o',
    (text) => {
      expect(problemsOf({ TRUSTED_PROXIES: text })).toEqual([
        expect.stringMatching(/^TRUSTED_PROXIES has ".*": .*10\.0\.0\.7/),
      ]);
    },
  );
});
