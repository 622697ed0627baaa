import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/**
 * How a proxy treats what passes: `pass` hands everything on, `delay` does so later, `hang` keeps it (and accepts new
 * connections, which hang as well) until it passes again, `hang-new` does so with the connections that are opened from
 * now on, `refuse` cuts every connection, old and new.
 */
export type ProxyMode =
  | { kind: 'pass' }
  | { kind: 'delay'; byMs: number }
  | { kind: 'hang' }
  | { kind: 'hang-new' }
  | { kind: 'refuse' };

export type TcpProxy = {
  port: number;
  /** The same address with this proxy in between. */
  through: (url: string) => string;
  setMode: (mode: ProxyMode) => void;
  /** Resets every connection that there is; new ones are treated by the mode. */
  cut: () => void;
  /** From now on nothing passes over the connections that there are, in either direction and for ever; new ones work. */
  blackHole: () => void;
  connections: () => number;
  /** How often a client has sent something after an answer, over all connections. */
  roundTrips: () => number;
  close: () => Promise<void>;
};

type Pair = {
  client: Socket;
  server: Socket;
  isBlackHole: boolean;
  isLate: boolean;
  /** Whether the server spoke last. */
  isAnswered: boolean;
  held: Chunk[];
  timers: Set<NodeJS.Timeout>;
};
type Chunk = { to: Socket; data: Buffer };

/** A TCP proxy on a free port of 127.0.0.1 in front of `target`, which a test puts out of order at will. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let mode: ProxyMode = { kind: 'pass' };
  let roundTrips = 0;

  const listener = createServer((client) => {
    if (mode.kind === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(target);
    const pair: Pair = {
      client,
      server,
      isBlackHole: false,
      isLate: mode.kind === 'hang-new',
      isAnswered: true,
      held: [],
      timers: new Set(),
    };
    pairs.add(pair);
    join(pair, client, server);
    join(pair, server, client);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  function join(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('data', (data) => pass(pair, { to, data }));
    from.on('error', () => undefined);
    from.on('close', () => {
      // A peer that is out of reach does not say goodbye.
      if (!pair.isBlackHole) end(pair);
    });
  }

  function pass(pair: Pair, chunk: Chunk): void {
    if (pair.isBlackHole) return;
    const isAnswer = chunk.to === pair.client;
    if (!isAnswer && pair.isAnswered) roundTrips += 1;
    pair.isAnswered = isAnswer;
    const isHeld = mode.kind === 'hang' || (mode.kind === 'hang-new' && pair.isLate);
    if (isHeld || (pair.held.length > 0 && mode.kind !== 'delay')) pair.held.push(chunk);
    else if (mode.kind === 'delay') later(pair, chunk, mode.byMs);
    else chunk.to.write(chunk.data);
  }

  // All chunks of a mode wait equally long, so they stay in order.
  function later(pair: Pair, chunk: Chunk, delayMs: number): void {
    const timer = setTimeout(() => {
      pair.timers.delete(timer);
      if (!pair.isBlackHole) chunk.to.write(chunk.data);
    }, delayMs);
    pair.timers.add(timer);
  }

  function release(pair: Pair): void {
    for (const { to, data } of pair.held.splice(0)) to.write(data);
  }

  function end(pair: Pair): void {
    pairs.delete(pair);
    for (const timer of pair.timers) clearTimeout(timer);
    for (const socket of [pair.client, pair.server]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  function cut(): void {
    for (const pair of pairs) end(pair);
  }

  return {
    port,
    through(url) {
      const proxied = new URL(url);
      proxied.hostname = '127.0.0.1';
      proxied.port = String(port);
      return proxied.href.replace(/\/$/, '');
    },
    setMode(next) {
      mode = next;
      if (mode.kind === 'refuse') cut();
      if (mode.kind === 'pass' || mode.kind === 'delay') for (const pair of pairs) release(pair);
    },
    cut,
    blackHole() {
      for (const pair of pairs) pair.isBlackHole = true;
    },
    connections: () => pairs.size,
    roundTrips: () => roundTrips,
    async close() {
      cut();
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** A proxy in front of the server that `url` names. */
export function startProxyOf(url: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(url);
  return startTcpProxy({ host: hostname, port: Number(port) });
}
