import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { openTracer } from '../../../src/platform/tracing/open-tracer.ts';

it('a receiver that takes the connection and never answers holds a stop up for three seconds at the most', async () => {
  let hasHungUp = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.once('close', () => {
      hasHungUp = true;
    });
  }).listen(0, '127.0.0.1');
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
  const closed = tracer.close();
  await connected;
  await closed;
  // The sender itself gives up after five seconds only.
  expect(hasHungUp).toBe(false);
  await tracer.close();
  server.close();
});
