import { type Server, createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveHub, type LiveHubOptions, createLiveHub } from '../../src/http/live-hub.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';

let server: Server | undefined;
let hub: LiveHub | undefined;

afterEach(() => {
  hub?.close();
  server?.closeAllConnections();
  server?.close();
});

async function serveHub(
  render: () => Promise<Record<string, string>>,
  options: Partial<LiveHubOptions> = {},
): Promise<string> {
  const live = createLiveHub({
    render,
    fit: (markup, kind) => markup.replaceAll('@', kind),
    maxViewers: 3,
    intervalMs: 20,
    clock: systemClock(),
    logger: silentLogger(),
    ...options,
  });
  hub = live;
  const app = express();
  app.get('/events', (request, response) => {
    const { who } = request.query;
    const sessionId = typeof who === 'string' ? who : undefined;
    const kind = sessionId === 'reader' ? 'reader' : 'operator';
    if (!live.connect(response, { kind, sessionId })) response.status(503).end();
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
}

type LiveEvent = { event: string; data: Record<string, string> };

/** Reads events of a stream until `isEnough` says so. */
async function read(url: string, isEnough: (events: LiveEvent[]) => boolean): Promise<LiveEvent[]> {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  const events: LiveEvent[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    for (const block of text.split('\n\n').slice(0, -1)) {
      const match = /^event: (\w+)\ndata: (.*)$/.exec(block);
      if (match) events.push({ event: String(match[1]), data: JSON.parse(String(match[2])) });
    }
    text = text.slice(text.lastIndexOf('\n\n') + 2);
    if (isEnough(events)) break;
  }
  abort.abort();
  return events;
}

describe('the live view', () => {
  it('sends everything first, then only what changed, fitted to each kind of viewer', async () => {
    let round = 0;
    const url = await serveHub(async () => ({
      still: 'same for @',
      moving: `round ${Math.min((round += 1), 2)}`,
    }));
    const events = await read(`${url}?who=operator`, (all) =>
      all.some((one) => one.data['moving'] === 'round 2'),
    );
    expect(events[0]).toEqual({ event: 'sections', data: { still: 'same for operator', moving: 'round 1' } });
    expect(events.slice(1).every((one) => !('still' in one.data))).toBe(true);
    const late = await read(`${url}?who=reader`, (all) => all.length > 0);
    expect(late[0]?.data).toEqual({ still: 'same for reader', moving: 'round 2' });
  });

  it('tells viewers of trouble and goes on afterwards', async () => {
    let round = 0;
    const url = await serveHub(async () => {
      round += 1;
      if (round === 1) throw new Error('the database is away');
      return { state: 'fine' };
    });
    const events = await read(url, (all) => all.at(-1)?.event === 'sections');
    expect(events[0]).toEqual({ event: 'trouble', data: { detail: 'the database is away' } });
    expect(events.at(-1)?.data).toEqual({ state: 'fine' });
  });

  it('renders nothing while nobody looks', async () => {
    let rounds = 0;
    const url = await serveHub(async () => ({ rounds: String((rounds += 1)) }));
    expect(rounds).toBe(0);
    await read(url, (all) => all.length > 1);
    await expect.poll(() => hub?.viewerCount()).toBe(0);
    const seen = rounds;
    await read(url, (all) => all.length > 0);
    expect(rounds - seen).toBeLessThanOrEqual(3);
  });

  it('reads once a round however many look, and gives who joins what was read last at once', async () => {
    let rounds = 0;
    const never = { ...systemClock(), sleep: () => new Promise<void>(() => undefined) };
    const url = await serveHub(async () => ({ rounds: String((rounds += 1)) }), {
      clock: never,
      maxViewers: 100,
    });
    const [first] = await read(url, (all) => all.length > 0);
    // The next round never comes: the first viewer's reading serves all.
    const stay = await fetch(url);
    const others = await Promise.all(Array.from({ length: 30 }, () => read(url, (all) => all.length > 0)));
    expect(others.every(([event]) => event?.data['rounds'] === first?.data['rounds'])).toBe(true);
    expect(rounds).toBe(1);
    await stay.body?.cancel();
  });

  it('serves so many and refuses the next one', async () => {
    const url = await serveHub(async () => ({ state: 'fine' }));
    const open = await Promise.all([fetch(url), fetch(url), fetch(url)]);
    expect((await fetch(url)).status).toBe(503);
    await open[0].body?.cancel();
    await expect.poll(() => hub?.viewerCount()).toBe(2);
    const next = await fetch(url);
    expect(next.status).toBe(200);
    for (const one of [...open.slice(1), next]) await one.body?.cancel();
  });

  it('leaves rounds out for a viewer that takes nothing in, and drops it in the end', async () => {
    let nowMs = 0;
    let round = 0;
    const url = await serveHub(
      // Moves on by a second a round, with news that no socket takes in for long.
      async () => {
        nowMs += 1_000;
        return { news: `${(round += 1)} ${'x'.repeat(200_000)}` };
      },
      { clock: { ...systemClock(), nowMs: () => nowMs } },
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await expect.poll(() => hub?.viewerCount()).toBe(1);
    await expect.poll(() => hub?.viewerCount(), { timeout: 20_000 }).toBe(0);
    socket.destroy();
  });

  it('ends the streams of sessions that are over elsewhere', async () => {
    let nowMs = 0;
    const url = await serveHub(async () => ({ at: String((nowMs += 1_000)) }), {
      clock: { ...systemClock(), nowMs: () => nowMs },
      openSessions: async (ids) => new Set(ids.filter((id) => id === 'stays')),
    });
    const [gone, stays] = await Promise.all([fetch(`${url}?who=gone`), fetch(`${url}?who=stays`)]);
    await gone.text();
    expect(hub?.viewerCount()).toBe(1);
    await stays.body?.cancel();
  });
});
