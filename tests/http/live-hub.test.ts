import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveHub, createLiveHub } from '../../src/http/live-hub.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';

let server: Server | undefined;
let hub: LiveHub | undefined;

afterEach(() => {
  hub?.close();
  server?.closeAllConnections();
  server?.close();
});

async function serveHub(render: () => Promise<Record<string, string>>): Promise<string> {
  const live = createLiveHub({ render, intervalMs: 20, clock: systemClock(), logger: silentLogger() });
  hub = live;
  const app = express();
  app.get('/events', (request, response) => {
    const { who } = request.query;
    live.connect(response, (markup) => markup.replaceAll('@', typeof who === 'string' ? who : 'nobody'));
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
  it('sends everything first, then only what changed, fitted to each viewer', async () => {
    let round = 0;
    const url = await serveHub(async () => ({
      still: 'same for @',
      moving: `round ${Math.min((round += 1), 2)}`,
    }));
    const events = await read(`${url}?who=ann`, (all) => all.some((one) => one.data['moving'] === 'round 2'));
    expect(events[0]).toEqual({ event: 'sections', data: { still: 'same for ann', moving: 'round 1' } });
    expect(events.slice(1).every((one) => !('still' in one.data))).toBe(true);
    const late = await read(`${url}?who=bob`, (all) => all.length > 0);
    expect(late[0]?.data).toEqual({ still: 'same for bob', moving: 'round 2' });
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
});
