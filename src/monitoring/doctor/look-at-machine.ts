import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { readDatabaseClock } from '../../db/database-clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { type Verdict, ok } from './finding.ts';
import { judgeClock, judgeDisk, judgeRedis } from './judge-machine.ts';

/** Compares this process's own clock with PostgreSQL's. */
export async function lookAtClock(pool: pg.Pool, own: Clock, limitMs: number): Promise<Verdict> {
  return judgeClock(await readDatabaseClock(pool, own), limitMs);
}

/** Asks the queue store whether it answers, and Redis how it is set up. */
export async function lookAtStore(store: QueueStore): Promise<readonly Verdict[]> {
  await store.ping();
  return store.describe ? judgeRedis(await store.describe()) : [ok(`BullMQ on ${store.kind}`)];
}

/** Looks for room where the embedded PostgreSQL and the backups lie unless told otherwise. */
export async function lookAtDisk(projectRoot: string): Promise<Verdict> {
  const dataFolder = path.join(projectRoot, '.scoracle');
  const disk = await statfs(existsSync(dataFolder) ? dataFolder : projectRoot);
  return judgeDisk({ freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize });
}
