import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { createLostRuns } from '../../../src/jobs/lost-runs.ts';
import { compileCache } from '../../support/compile-cache.ts';
import { PROJECT_ROOT, redisIsAvailable } from '../../support/test-app.ts';
import { type WorkWorld, createWorkWorld } from './toy-work.ts';

describe.each(['postgres', 'redis'] as const)(
  'a worker that is killed in the middle of an item, on the %s store',
  (store) => {
    let world: WorkWorld | undefined;
    afterEach(async () => world?.close());

    it.skipIf(store === 'redis' && !redisIsAvailable())(
      'loses nothing: another worker rescues the item and does it once',
      async () => {
        const mine = await createWorkWorld(store);
        world = mine;
        const doomed = spawn(
          path.join(PROJECT_ROOT, 'node_modules/.bin/node'),
          ['tests/jobs/ledger/crashing-toy-user.ts'],
          {
            cwd: PROJECT_ROOT,
            env: { PATH: process.env['PATH'], ...compileCache(), ...mine.test.environment },
            stdio: ['pipe', 'pipe', 'inherit'],
          },
        );
        const gone = new Promise((resolve) => doomed.once('exit', resolve));
        try {
          await mine.ask('car');
          const lines = createInterface({ input: doomed.stdout })[Symbol.asyncIterator]();
          for (let line = await lines.next(); line.value !== 'playing'; line = await lines.next()) {
            if (line.done) throw new Error('the worker ended before it began');
          }
        } finally {
          doomed.kill('SIGKILL');
        }
        await gone;
        const held = await mine.item('car');
        expect(held).toMatchObject({ status: 'running', fence: 1, start_count: 1 });
        const attempts: number[] = [];
        await mine.startWorkers(async ({ attempt }) => {
          attempts.push(attempt);
          return { kind: 'done', note: 'played by another' };
        });
        const { database, store: queue } = mine.test.app;
        await createLostRuns({ db: database.db, store: queue }).bringForward();
        expect(await mine.until('car', 'completed')).toMatchObject({
          note: 'played by another',
          fence: 2,
          retry_count: 0,
        });
        expect(attempts).toEqual([1]);
      },
    );
  },
);
