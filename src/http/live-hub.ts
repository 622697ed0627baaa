import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Response } from 'express';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { describeOutage } from '../monitoring/describe-outage.ts';
import {
  type LiveFrames,
  type LiveSections,
  type ViewerKind,
  createLiveFrames,
  eventFrame,
} from './live-frames.ts';

/** Who looks: what kind of markup to send, and the session with which the stream ends. */
export type LiveViewer = { kind: ViewerKind; sessionId?: string | undefined };

export type LiveHub = {
  /** Keeps a response open and sends sections as they change; false, and untouched, when there are too many. */
  connect: (response: Response, viewer: LiveViewer) => boolean;
  /** Ends the streams of a session that is over. */
  endSession: (sessionId: string) => void;
  /** Ends every open response. */
  close: () => void;
  viewerCount: () => number;
};

export type LiveHubOptions = {
  /** Reads every section; called once a round however many viewers there are, and never without one. */
  render: () => Promise<LiveSections>;
  /** Makes markup fit for a kind of viewer. */
  fit: (markup: string, kind: ViewerKind) => string;
  /** Which sessions are still open; streams of others end. */
  openSessions?: ((ids: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
  maxViewers: number;
  intervalMs: number;
  clock: Clock;
  logger: Logger;
};

type Viewer = LiveViewer & {
  response: Response;
  /** The round that it has seen; 0 for none. */
  round: number;
  endsAtMs: number;
  sentAtMs: number;
  /** Since when it takes nothing in; undefined while it does. */
  stuckSinceMs: number | undefined;
};

/** Data that a viewer has not taken in; with more of it rounds are left out until it has. */
const MAX_UNSENT_BYTES = 256_000;

/** A viewer that takes nothing in for so long is gone. */
const MAX_STUCK_MS = 30_000;

/** Streams end after this long, not all at once; the browser comes back by itself. */
const MAX_STREAM_MS = 15 * 60_000;
const SPREAD_MS = 5 * 60_000;

/** Something is sent at least this often: proxies and browsers give silent streams up. */
const SILENCE_MS = 15_000;

/** Sessions may be ended by another process. */
const SESSION_CHECK_MS = 10_000;

/** Viewers that are served before other requests get their turn. */
const VIEWERS_AT_ONCE = 100;

const KEEP_ALIVE = Buffer.from(': still here\n\n');

/** Sends the dashboard's sections to every open page, each only when it has changed. */
export function createLiveHub(options: LiveHubOptions): LiveHub {
  const { render, fit, openSessions, maxViewers, intervalMs, clock, logger } = options;
  const viewers = new Set<Viewer>();
  let frames: LiveFrames = createLiveFrames(fit);
  let trouble: Buffer | undefined;
  let ended = new AbortController();
  let isRunning = false;
  let connected = 0;

  async function run(): Promise<void> {
    isRunning = true;
    // What was read for those who looked before is old by now.
    frames = createLiveFrames(fit);
    trouble = undefined;
    let checkedAtMs = clock.nowMs();
    while (viewers.size > 0) {
      await round();
      if (clock.nowMs() - checkedAtMs >= SESSION_CHECK_MS) {
        checkedAtMs = clock.nowMs();
        await endOverSessions();
      }
      await clock.sleep(intervalMs, ended.signal).catch(() => undefined);
      if (ended.signal.aborted) break;
    }
    isRunning = false;
  }

  async function round(): Promise<void> {
    const hadTrouble = trouble !== undefined;
    try {
      frames.take(await render());
      trouble = undefined;
    } catch (error) {
      logger.warn({ err: error }, 'the live view could not be refreshed');
      trouble = eventFrame('trouble', { detail: describeOutage(error) });
    }
    const isOver = hadTrouble && trouble === undefined;
    await toEach((viewer) => sendNews(viewer, isOver));
  }

  /** Serves all viewers in portions, so that thousands of them do not keep a page waiting. */
  async function toEach(act: (viewer: Viewer) => void): Promise<void> {
    let served = 0;
    for (const viewer of viewers) {
      act(viewer);
      served += 1;
      if (served % VIEWERS_AT_ONCE === 0) await letOthersRun();
    }
  }

  function sendNews(viewer: Viewer, isTroubleOver: boolean): void {
    const nowMs = clock.nowMs();
    if (nowMs >= viewer.endsAtMs || isGone(viewer, nowMs)) return end(viewer);
    if (viewer.stuckSinceMs !== undefined) return;
    const news = trouble ?? frames.since(viewer.round, viewer.kind);
    if (trouble === undefined) viewer.round = frames.round();
    if (news) send(viewer, news, nowMs);
    else if (isTroubleOver) send(viewer, eventFrame('sections', {}), nowMs);
    else if (nowMs - viewer.sentAtMs >= SILENCE_MS) send(viewer, KEEP_ALIVE, nowMs);
  }

  /** Notes whether a viewer takes in what it was sent; true when it has not for long. */
  function isGone(viewer: Viewer, nowMs: number): boolean {
    if (viewer.response.writableLength <= MAX_UNSENT_BYTES) {
      viewer.stuckSinceMs = undefined;
      return false;
    }
    viewer.stuckSinceMs ??= nowMs;
    return nowMs - viewer.stuckSinceMs >= MAX_STUCK_MS;
  }

  function send(viewer: Viewer, frame: Buffer, nowMs: number): void {
    viewer.sentAtMs = nowMs;
    viewer.response.write(frame);
  }

  function end(viewer: Viewer): void {
    viewers.delete(viewer);
    // What it never took in is dropped with the connection.
    if (viewer.stuckSinceMs === undefined) viewer.response.end();
    else viewer.response.destroy();
  }

  async function endOverSessions(): Promise<void> {
    const ids = new Set([...viewers].flatMap(({ sessionId }) => sessionId ?? []));
    if (!openSessions || ids.size === 0) return;
    try {
      const open = await openSessions([...ids]);
      for (const id of ids) if (!open.has(id)) endSession(id);
    } catch (error) {
      logger.warn({ err: error }, 'sessions of the live view could not be checked');
    }
  }

  function endSession(sessionId: string): void {
    for (const viewer of viewers) if (viewer.sessionId === sessionId) end(viewer);
  }

  return {
    connect(response, { kind, sessionId }) {
      if (viewers.size >= maxViewers) return false;
      const nowMs = clock.nowMs();
      connected += 1;
      const endsAtMs = nowMs + MAX_STREAM_MS - ((connected * 1_000) % SPREAD_MS);
      const viewer: Viewer = {
        response,
        kind,
        sessionId,
        round: 0,
        endsAtMs,
        sentAtMs: nowMs,
        stuckSinceMs: undefined,
      };
      startStream(response);
      response.write('retry: 2000\n\n');
      viewers.add(viewer);
      response.once('close', () => viewers.delete(viewer));
      if (isRunning) sendNews(viewer, false);
      else {
        ended = new AbortController();
        void run();
      }
      return true;
    },
    endSession,
    close() {
      ended.abort(new Error('the server is stopping'));
      for (const viewer of viewers) viewer.response.end();
      viewers.clear();
    },
    viewerCount: () => viewers.size,
  };
}

/** The head of a stream of events. */
export function startStream(response: Response): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
}
