import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { openTracer } from '../../../src/platform/tracing/open-tracer.ts';

it('a receiver that takes the connection and never answers holds a stop up for three seconds at the most', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const connected = once(server, 'connection');
  const tracer = await openTracer({
    endpoint: `http://127.0.0.1:${address.port}/`,
    headers: {},
    serviceName: 'scoracle',
    serviceVersion: '0',
    sampleRatio: 1,
    clock: systemClock(),
    logger: silentLogger(),
  });
  await expect(tracer.span('fails', {}, () => Promise.reject(new RangeError('why')))).rejects.toThrow('why');
  const startedAtMs = performance.now();
  const closed = tracer.close();
  await connected;
  await closed;
  expect(performance.now() - startedAtMs).toBeLessThan(4_500);
  await tracer.close();
  server.close();
}, 20_000);
