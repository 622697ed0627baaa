import { request } from 'undici';
import type { Clock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import {
  createSimulatedProvider,
  type SimulatedProvider,
  type SimulatedProviderOptions,
} from '../../../simulator/provider/simulated-provider.ts';

export const KEY = 'test-key';

/** Lakers at Warriors on an evening in January 2026 in San Francisco; in UTC it is the day after. */
export const TIP_OFF_MS = Date.parse('2026-01-16T03:00:00Z');
export const GAME_ID = 14_000;

type ManualClock = Clock & { setMs: (nowMs: number) => void; advanceMs: (byMs: number) => void };

function manualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    sleep: () => Promise.resolve(),
    setMs: (value) => {
      nowMs = value;
    },
    advanceMs: (byMs) => {
      nowMs += byMs;
    },
  };
}

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // The tests look into bodies of many shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
};

export type Running = {
  provider: SimulatedProvider;
  clock: ManualClock;
  url: string;
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
};

/** Runs `use` against a provider with two games that are both over by default, and stops it afterwards. */
export async function withProvider(
  options: Partial<SimulatedProviderOptions>,
  use: (running: Running) => Promise<void>,
): Promise<void> {
  const clock = manualClock(TIP_OFF_MS + 24 * 3_600_000);
  const provider = createSimulatedProvider({
    seed: 7,
    clock,
    logger: silentLogger(),
    plan: 'pro',
    key: KEY,
    games: [
      { home: 'GSW', away: 'LAL', startMs: TIP_OFF_MS },
      { home: 'Boston Celtics', away: 'knicks', startMs: TIP_OFF_MS - 3 * 3_600_000 },
    ],
    ...options,
    // Tests call as fast as they can, on a clock that stands.
    dials: { perSecond: 1_000, ...options.dials },
  });
  const { url } = await provider.start();
  try {
    await use({ provider, clock, url, get: (path, headers) => get(`${url}${path}`, headers) });
  } finally {
    await provider.stop();
  }
}

export async function get(
  url: string,
  headers: Record<string, string> = { 'x-apisports-key': KEY },
): Promise<Answer> {
  const response = await request(url, { headers, signal: AbortSignal.timeout(120_000) });
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, text, body: tryJson(text) };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
