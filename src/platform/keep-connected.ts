import type { Cluster, Redis } from 'ioredis';

/** What of a connection is watched and wrapped, the same for one server and for a cluster. */
type Connection = {
  status: string;
  on: (event: 'end' | 'ready', listener: () => void) => unknown;
  connect: () => Promise<unknown>;
  disconnect: (isToComeBack?: boolean) => void;
  quit: () => Promise<unknown>;
  duplicate: (...given: never[]) => Connection;
};

/**
 * Opens `connection` anew whenever it ended although nobody closed it, and does the same for its duplicates.
 * ioredis reconnects after a connection broke. But it ends a client for good that is interrupted before there is a
 * connection: when a sentinel tells of a new master while the client asks another sentinel for one, and when the nodes
 * of a cluster are all away while BullMQ opens its blocking connection afresh. Every later command would be refused
 * with "Connection is closed." until the process is started again. `pauseMs` says how long to wait before the nth try.
 */
export function keepConnected<C extends Redis | Cluster>(
  connection: C,
  pauseMs: (attempt: number) => number,
): C {
  keepOpen(connection, pauseMs);
  return connection;
}

function keepOpen(connection: Connection, pauseMs: (attempt: number) => number): Connection {
  const connect = connection.connect.bind(connection);
  const disconnect = connection.disconnect.bind(connection);
  const quit = connection.quit.bind(connection);
  const duplicate = connection.duplicate.bind(connection);
  let isWanted = true;
  let attempts = 0;
  let pause: NodeJS.Timeout | undefined;
  const giveUp = (): void => {
    isWanted = false;
    clearTimeout(pause);
  };
  connection.connect = () => {
    isWanted = true;
    clearTimeout(pause);
    return connect();
  };
  connection.disconnect = (isToComeBack = false) => {
    if (!isToComeBack) giveUp();
    disconnect(isToComeBack);
  };
  connection.quit = () => {
    giveUp();
    return quit();
  };
  connection.duplicate = (...given) => keepOpen(duplicate(...given), pauseMs);
  connection.on('ready', () => {
    attempts = 0;
  });
  connection.on('end', () => {
    // Meanwhile somebody may have opened it again, or closed it.
    if (!isWanted || connection.status !== 'end') return;
    attempts += 1;
    // A failure is told by the event of the error, and ends it again.
    pause = setTimeout(() => void connect().catch(() => undefined), pauseMs(attempts));
  });
  return connection;
}
