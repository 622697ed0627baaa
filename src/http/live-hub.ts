import type { Response } from 'express';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { describeOutage } from '../operations/health.ts';

/** Markup by the id of the element that shows it. */
export type LiveSections = Readonly<Record<string, string>>;

export type LiveHub = {
  /** Keeps a response open and sends sections as they change; `personalise` fits markup to its viewer. */
  connect: (response: Response, personalise: (markup: string) => string) => void;
  /** Ends every open response. */
  close: () => void;
  viewerCount: () => number;
};

export type LiveHubOptions = {
  /** Renders every section; called once a round however many viewers there are, and never without one. */
  render: () => Promise<LiveSections>;
  intervalMs: number;
  clock: Clock;
  logger: Logger;
};

type Viewer = {
  response: Response;
  personalise: (markup: string) => string;
  sent: Map<string, string>;
  sinceMs: number;
};

/** A viewer that takes nothing in any more is let go before its unsent data piles up. */
const MAX_UNSENT_BYTES = 1_000_000;

/** Streams end after this long; the browser comes back by itself and shows its session again. */
const MAX_STREAM_MS = 15 * 60_000;

/** Sends the dashboard's sections to every open page, each only when it has changed. */
export function createLiveHub({ render, intervalMs, clock, logger }: LiveHubOptions): LiveHub {
  const viewers = new Set<Viewer>();
  let ended = new AbortController();
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (viewers.size > 0) {
      await round();
      await clock.sleep(intervalMs, ended.signal).catch(() => undefined);
      if (ended.signal.aborted) break;
    }
    isRunning = false;
  }

  async function round(): Promise<void> {
    try {
      const sections = await render();
      for (const viewer of viewers) sendChanges(viewer, sections);
    } catch (error) {
      logger.warn({ err: error }, 'the live view could not be refreshed');
      for (const viewer of viewers) send(viewer, 'trouble', { detail: describeOutage(error) });
    }
  }

  function sendChanges(viewer: Viewer, sections: LiveSections): void {
    const changed: Record<string, string> = {};
    for (const [id, markup] of Object.entries(sections)) {
      if (viewer.sent.get(id) === markup) continue;
      viewer.sent.set(id, markup);
      changed[id] = viewer.personalise(markup);
    }
    send(viewer, 'sections', changed);
  }

  function send(viewer: Viewer, event: string, data: unknown): void {
    const { response, sinceMs } = viewer;
    if (response.writableLength > MAX_UNSENT_BYTES || clock.nowMs() - sinceMs > MAX_STREAM_MS) {
      viewers.delete(viewer);
      response.end();
      return;
    }
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  return {
    connect(response, personalise) {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-cache, no-transform',
        'X-Accel-Buffering': 'no',
      });
      response.write('retry: 2000\n\n');
      const viewer: Viewer = { response, personalise, sent: new Map(), sinceMs: clock.nowMs() };
      viewers.add(viewer);
      response.once('close', () => viewers.delete(viewer));
      if (!isRunning) {
        ended = new AbortController();
        void run();
      } else void round();
    },
    close() {
      ended.abort(new Error('the server is stopping'));
      for (const viewer of viewers) viewer.response.end();
      viewers.clear();
    },
    viewerCount: () => viewers.size,
  };
}
