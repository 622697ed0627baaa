import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Knows the connections of a server and which of them have a request under way. */
export type OpenConnections = {
  /** Ends every connection without a request, also those that never sent one, which node itself waits for. */
  endIdle: () => void;
};

export function trackConnections(server: Server): OpenConnections {
  const requestsOf = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    requestsOf.set(socket, 0);
    socket.once('close', () => requestsOf.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    requestsOf.set(socket, (requestsOf.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = requestsOf.get(socket);
      if (left !== undefined) requestsOf.set(socket, left - 1);
    });
  });
  return {
    endIdle() {
      for (const [socket, requests] of requestsOf) if (requests === 0) socket.destroy();
    },
  };
}
