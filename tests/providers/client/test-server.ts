import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export type TestServer = {
  baseUrl: string;
  host: string;
  requests: IncomingMessage[];
  /** TCP connections accepted so far. */
  connections: () => number;
  /** Replaces what the server does from now on. */
  respond: (handler: Handler) => void;
  stop: () => Promise<void>;
};

/** A real HTTP server on a free loopback port. */
export async function startTestServer(handler: Handler): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  let current = handler;
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    current(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    respond(handler) {
      current = handler;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}
