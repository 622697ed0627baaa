import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One of the handler's answers has been sent, or the connection is gone; it never rejects. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type HttpServerAddress = { url: string; port: number };

/**
 * An HTTP server on the loopback address.
 * `start` resolves when it accepts connections; `stop` cuts every open connection, those kept alive too, and
 * resolves when the port is free. Either may be called twice.
 */
export function createLoopbackServer({ port, handle }: { port: number; handle: HttpHandler }) {
  const server = createServer((request, response) => void handle(request, response));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  let starting: Promise<HttpServerAddress> | undefined;
  let stopping: Promise<void> | undefined;

  function listen(): Promise<HttpServerAddress> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        const { port: chosen } = server.address() as AddressInfo;
        resolve({ url: `http://127.0.0.1:${chosen}`, port: chosen });
      });
    });
  }

  async function close(): Promise<void> {
    if (starting === undefined) return;
    const isListening = await starting.then(
      () => true,
      () => false,
    );
    if (!isListening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    start(): Promise<HttpServerAddress> {
      starting ??= listen();
      return starting;
    },
    stop(): Promise<void> {
      stopping ??= close();
      return stopping;
    },
  };
}
