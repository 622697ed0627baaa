import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { createUsageRecorder } from '../../../src/monitoring/quota/usage-recorder.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import type { CallRecord } from '../../../src/providers/client/call-record.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const callTo = (endpoint: string): CallRecord => ({
  requestId: randomUUID(),
  host: 'v2.nba.api-sports.io',
  endpoint,
  query: {},
  startedAtMs: Date.now(),
  durationMs: 5,
  httpStatus: 200,
  outcome: 'ok',
  cost: 1,
  priority: 'manual',
  runId: 'run',
  taskId: null,
  gameId: null,
  bytes: 2,
});

describe('recording calls', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('leaves out a call that the database refuses, and writes those beside it', async () => {
    const { db } = test.app.database;
    const recorder = createUsageRecorder({ db, logger: silentLogger() });
    for (const endpoint of ['/games', '/'.repeat(101), '/players']) recorder.record(callTo(endpoint));
    await recorder.close();
    expect(await rowsOf(db, sql`select endpoint from api_usage order by id`)).toEqual([
      { endpoint: '/games' },
      { endpoint: '/players' },
    ]);
  });
});
