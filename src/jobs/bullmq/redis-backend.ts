import { setTimeout } from 'node:timers/promises';
import {
  type BackendFactory,
  type RedisConnection,
  type RedisQueueBackend,
  createRedisBackend,
} from 'bullmq';
import { pauseAfterFailure } from './fetch-pause.ts';
import { type StoreClock, toProcessTime, toStoreTime } from './store-time.ts';

/** Pause before a connection that could not be opened is tried again. */
const REOPEN_AFTER_MS = 500;

/**
 * Makes BullMQ's backends on Redis. BullMQ asks a server for its version before anything else and keeps a refusal for
 * good: every command after it fails with that, until the process is started anew. These go on asking.
 */
export function createRedisBackends(clock: StoreClock): BackendFactory<RedisQueueBackend> {
  return (name, options, kind = {}) => {
    const backend = createRedisBackend(name, options, kind);
    void keepOpening(backend.connection);
    if (backend.blockingConnection) void keepOpening(backend.blockingConnection);
    shiftInstants(backend, clock);
    return kind.withBlockingConnection ? pauseAfterFailure(backend) : backend;
  };
}

/** What BullMQ keeps to itself about a connection that is being opened. */
type Opening = {
  closing: boolean;
  initializing: Promise<unknown>;
  init: () => Promise<unknown>;
  _client: { off: (event: string, listener: unknown) => void };
} & Record<'handleClientError' | 'handleClientClose' | 'handleClientReady', unknown>;

/** Opens a connection again and again until that goes well or it is closed. Who asks in between is refused at once. */
async function keepOpening(connection: RedisConnection): Promise<void> {
  const opening = connection as unknown as Opening;
  while (!opening.closing) {
    try {
      await opening.initializing;
      return;
    } catch {
      // Told to whoever sent a command meanwhile, and by the connection's own error event.
      await setTimeout(REOPEN_AFTER_MS, undefined, { ref: false });
    }
    if (opening.closing) return;
    // It listens anew with each try.
    opening._client.off('error', opening.handleClientError);
    opening._client.off('close', opening.handleClientClose);
    opening._client.off('ready', opening.handleClientReady);
    opening.initializing = opening.init();
  }
}

/** Lets what BullMQ tells its scripts, and what it is told about due jobs, speak of the database's time. */
function shiftInstants(backend: RedisQueueBackend, clock: StoreClock): void {
  const execute = backend.execCommand.bind(backend);
  backend.execCommand = (client, command, given) => {
    const offsetMs = clock.offsetMs();
    const shifted = given.map((argument: unknown) => toStoreTime(argument, offsetMs));
    const answer: unknown = execute(client, command, shifted);
    // Within a transaction the answers come with all others, and none of them is an instant.
    return answer instanceof Promise
      ? answer.then((value: unknown) => inProcessTime(value, offsetMs))
      : answer;
  };
  const wait = backend.waitForJob.bind(backend);
  backend.waitForJob = async (blockSeconds) => {
    const marker = await wait(blockSeconds);
    return marker && { ...marker, score: toProcessTime(marker.score, clock.offsetMs()) };
  };
}

/** When a worker is given no job, the list that it gets ends with when the next one is due. */
function inProcessTime(answer: unknown, offsetMs: number): unknown {
  return Array.isArray(answer) ? answer.map((value: unknown) => toProcessTime(value, offsetMs)) : answer;
}
