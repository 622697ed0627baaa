// A worker process of a peer: `node bench/contest/peers/main.ts --peer bullmq --concurrency 20`.
import '../../../src/platform/loopback-only.mjs';
import { parseArgs } from 'node:util';
import { followParent } from '../../../src/app/process-life.ts';
import { createGameWork } from './game-work.ts';
import { type PeerName, openPeer } from './peer.ts';
import { createRecorder } from './records.ts';

/** Two games that add the same players at once may deadlock; a peer tries such a game again as anybody would. */
const MOST_ATTEMPTS = 20;

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    concurrency: { type: 'string' },
    'lock-ms': { type: 'string' },
    'exit-with-parent': { type: 'boolean' },
  },
});
if (values['exit-with-parent']) followParent();
const environment = {
  databaseUrl: process.env['DATABASE_URL'] ?? '',
  redisUrl: process.env['REDIS_URL'],
  providerUrl: process.env['API_SPORTS_NBA_URL'] ?? '',
};
const concurrency = Number(values.concurrency);
const recorder = createRecorder();
const work = createGameWork({ ...environment, connections: concurrency, recorder });
const peer = await openPeer(values.peer as PeerName, {
  ...environment,
  connections: concurrency,
  lockMs: values['lock-ms'] === undefined ? undefined : Number(values['lock-ms']),
});
await peer.work(async (gameId) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work.seedGame(gameId);
    } catch (error) {
      process.stderr.write(
        `game ${gameId}, attempt ${attempt}: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      if (attempt === MOST_ATTEMPTS) throw error;
    }
  }
}, concurrency);
process.stderr.write('the peer takes jobs\n');

process.once('SIGTERM', () => {
  void peer
    .close()
    .then(() => work.close())
    .finally(() => {
      recorder.flush();
      process.exit();
    });
});
