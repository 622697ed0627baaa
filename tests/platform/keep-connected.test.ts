import { once } from 'node:events';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../src/platform/logger.ts';
import { type RedisTarget, openRedis } from '../../src/platform/redis.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startWatchedRedis } from '../support/redis-sentinels.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

/** What a process opens: for commands, for its workers, and what BullMQ makes of the latter to block on. */
function openAll(target: RedisTarget) {
  const producer = openRedis(target, 'producer', silentLogger());
  const worker = openRedis(target, 'worker', silentLogger());
  const blocking = (worker as Redis).duplicate();
  blocking.on('error', () => undefined);
  const all = [producer, worker, blocking];
  onTestFinished(() => {
    for (const connection of all) connection.disconnect();
  });
  return { producer, worker, blocking, all };
}

type Opened = ReturnType<typeof openAll>['all'];

function answers(connections: Opened): Promise<string[]> {
  return Promise.all(connections.map((each) => each.set('k', 'v').catch(String)));
}

async function watched(sentinels?: number) {
  const redis = await startWatchedRedis(sentinels);
  if (!redis) throw new Error('there is no redis-server');
  onTestFinished(() => redis.close());
  return redis;
}

/** A proxy in front of the only sentinel. */
async function watchedThroughProxy() {
  const redis = await watched(1);
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(redis.sentinels.split(':')[1]) });
  onTestFinished(() => proxy.close());
  return { redis, proxy, target: { url: redis.url, sentinels: [`127.0.0.1:${proxy.port}`] } };
}

describe.skipIf(!findRedisServer())('a connection to Redis', () => {
  it('comes back when it is told of a new master while it asks for one', async () => {
    const { redis, proxy, target } = await watchedThroughProxy();
    const { all } = openAll(target);
    await Promise.all(all.map((each) => once(each, 'failoverSubscribed')));
    const listener = new Redis({ port: proxy.port, retryStrategy: () => null });
    onTestFinished(() => listener.disconnect());
    await listener.subscribe('+switch-master');
    const isTold = once(listener, 'message');

    // Whoever asks from now on waits for the answer; whoever listens already is told.
    const before = proxy.connections();
    proxy.setMode({ kind: 'hang-new' });
    redis.signalMaster('SIGKILL');
    await expect.poll(() => proxy.connections()).toBeGreaterThanOrEqual(before + all.length);
    await isTold;
    await listener.ping();
    proxy.setMode({ kind: 'pass' });

    await expect.poll(() => answers(all)).toEqual(['OK', 'OK', 'OK']);
  });

  it('comes back when no sentinel could be reached for longer than its master was away', async () => {
    const { redis, proxy, target } = await watchedThroughProxy();
    const { all } = openAll(target);
    await expect.poll(() => answers(all)).toEqual(['OK', 'OK', 'OK']);
    const before = await redis.masterPort();
    proxy.setMode({ kind: 'refuse' });
    redis.signalMaster('SIGKILL');
    await expect.poll(() => redis.masterPort()).not.toBe(before);
    proxy.setMode({ kind: 'pass' });
    await expect.poll(() => answers(all)).toEqual(['OK', 'OK', 'OK']);
  });

  it('asks the next sentinel when one takes its question and never answers', async () => {
    const { redis, proxy } = await watchedThroughProxy();
    proxy.setMode({ kind: 'hang' });
    const { all } = openAll({ url: redis.url, sentinels: [`127.0.0.1:${proxy.port}`, redis.sentinels] });
    await expect.poll(() => answers(all)).toEqual(['OK', 'OK', 'OK']);
  });

  it('comes back when it was opened afresh while no node of its cluster was there', async () => {
    const cluster = await startRedisCluster();
    if (!cluster) throw new Error('there is no redis-server');
    onTestFinished(() => cluster.close());
    const { all } = openAll({ clusterNodes: cluster.nodes.split(',') });
    await expect.poll(() => answers(all)).toEqual(['OK', 'OK', 'OK']);
    await cluster.stopAll();
    // What BullMQ does with a connection that knows no node any more.
    for (const each of all) {
      each.disconnect();
      await expect(each.connect()).rejects.toThrow(/startup nodes|onnection is/);
    }
    await cluster.restart();
    await expect.poll(() => answers(all)).toEqual(['OK', 'OK', 'OK']);
  });

  it('stays closed once it was closed, whatever it was about to do', async () => {
    const { proxy, target } = await watchedThroughProxy();
    proxy.setMode({ kind: 'hang' });
    const { all } = openAll(target);
    await expect.poll(() => proxy.connections()).toBe(all.length);
    for (const each of all) each.disconnect();
    proxy.setMode({ kind: 'pass' });
    await expect.poll(() => all.map(({ status }) => status)).toEqual(['end', 'end', 'end']);
    await expect.poll(() => proxy.connections()).toBe(0);
    expect(await answers(all)).toEqual(Array(3).fill('Error: Connection is closed.'));
  });
});
