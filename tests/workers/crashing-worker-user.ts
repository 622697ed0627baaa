import { buildProviders } from '../../src/app/build-providers.ts';
import type { SportAdapter } from '../../src/sports/adapter.ts';
import { runWorkerOfTest } from './worker-of-test.ts';

/** A worker process that dies as from a bug in native code whenever it runs the game of CRASHING_GAME. */
const crashingGame = Number(process.env['CRASHING_GAME']);
await runWorkerOfTest((app) => {
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
  return { providers: { ...providers, adapters }, queues: ['seeding-nba', 'maintenance'], concurrency: 4 };
});
