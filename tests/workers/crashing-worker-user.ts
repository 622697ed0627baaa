import { buildApp } from '../../src/app/build-app.ts';
import { buildProviders } from '../../src/app/build-providers.ts';
import { followParent, untilStopSignal } from '../../src/app/process-life.ts';
import type { SportAdapter } from '../../src/sports/adapter.ts';
import { createWorkerSet } from '../../workers/worker-set.ts';

/** A worker process that dies as from a bug in native code whenever it runs the game of CRASHING_GAME. */
const crashingGame = Number(process.env['CRASHING_GAME']);
const app = await buildApp({ processName: 'worker', environment: process.env, projectRoot: process.cwd() });
const providers = buildProviders(app);
const adapters = new Map(
  [...providers.adapters].map(([sport, adapter]): [typeof sport, SportAdapter] => [
    sport,
    {
      ...adapter,
      async findGame(game, context) {
        if (game.gameId === crashingGame) process.kill(process.pid, 'SIGKILL');
        return adapter.findGame(game, context);
      },
    },
  ]),
);
const workers = createWorkerSet({
  app,
  providers: { ...providers, adapters },
  queues: ['seeding-nba', 'maintenance'],
  concurrency: 4,
});
const stopped = untilStopSignal(async () => {
  await workers.stop();
  await providers.close();
  await app.close();
}, app.logger);
followParent();
await workers.start();
await stopped;
