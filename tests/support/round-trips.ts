import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export type RoundTripCounter = {
  /** The connection string through the counter. */
  url: string;
  /** How often somebody has sent something after an answer, over all connections. */
  count: () => number;
  close: () => Promise<void>;
};

/** Stands between a client and its PostgreSQL, and counts how often the one waits for the other. */
export async function countRoundTrips(databaseUrl: string): Promise<RoundTripCounter> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let trips = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let isTheirTurn = true;
    client.on('data', (sent) => {
      if (isTheirTurn) trips += 1;
      isTheirTurn = false;
      upstream.write(sent);
    });
    upstream.on('data', (answer) => {
      isTheirTurn = true;
      client.write(answer);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    count: () => trips,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
