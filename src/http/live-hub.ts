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
import { type LiveViewer, type OpenStream, endStream, isGone, openStream, sendFrame } from './live-viewer.ts';

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

/** Something is sent at least this often: proxies and browsers give silent streams up. */
const SILENCE_MS = 15_000;

/** Sessions may be ended by another process. */
const SESSION_CHECK_MS = 10_000;

/** Viewers that are served before other requests get their turn. */
const VIEWERS_AT_ONCE = 100;

const KEEP_ALIVE = Buffer.from(': still here\n\n');

/** What a hub has in hand while somebody looks. */
type Hub = LiveHubOptions & {
  streams: Set<OpenStream>;
  frames: LiveFrames;
  /** What is sent while the sections cannot be read. */
  trouble: Buffer | undefined;
  ended: AbortController;
  isRunning: boolean;
  /** Streams that were ever opened. */
  opened: number;
};

/** Sends the dashboard's sections to every open page, each only when it has changed. */
export function createLiveHub(options: LiveHubOptions): LiveHub {
  const hub: Hub = {
    ...options,
    streams: new Set(),
    frames: createLiveFrames(options.fit),
    trouble: undefined,
    ended: new AbortController(),
    isRunning: false,
    opened: 0,
  };
  return {
    connect(response, viewer) {
      if (hub.streams.size >= hub.maxViewers) return false;
      join(hub, response, viewer);
      return true;
    },
    endSession: (sessionId) => endSession(hub, sessionId),
    close() {
      hub.ended.abort(new Error('the server is stopping'));
      for (const { response } of hub.streams) response.end();
      hub.streams.clear();
    },
    viewerCount: () => hub.streams.size,
  };
}

/** Opens the stream of a viewer, and begins the rounds where it is the first. */
function join(hub: Hub, response: Response, viewer: LiveViewer): void {
  hub.opened += 1;
  const stream = openStream(response, viewer, { nowMs: hub.clock.nowMs(), ordinal: hub.opened });
  hub.streams.add(stream);
  response.once('close', () => hub.streams.delete(stream));
  if (hub.isRunning) return sendNews(hub, stream, false);
  hub.ended = new AbortController();
  void run(hub);
}

/** Rounds until nobody looks any more. */
async function run(hub: Hub): Promise<void> {
  const { clock, intervalMs } = hub;
  hub.isRunning = true;
  // What was read for those who looked before is old by now.
  hub.frames = createLiveFrames(hub.fit);
  hub.trouble = undefined;
  let checkedAtMs = clock.nowMs();
  while (hub.streams.size > 0) {
    await round(hub);
    if (clock.nowMs() - checkedAtMs >= SESSION_CHECK_MS) {
      checkedAtMs = clock.nowMs();
      await endOverSessions(hub);
    }
    await clock.sleep(intervalMs, hub.ended.signal).catch(() => undefined);
    if (hub.ended.signal.aborted) break;
  }
  hub.isRunning = false;
}

async function round(hub: Hub): Promise<void> {
  const hadTrouble = hub.trouble !== undefined;
  try {
    hub.frames.take(await hub.render());
    hub.trouble = undefined;
  } catch (error) {
    hub.logger.warn({ err: error }, 'the live view could not be refreshed');
    hub.trouble = eventFrame('trouble', { detail: describeOutage(error) });
  }
  const isOver = hadTrouble && hub.trouble === undefined;
  await toEach(hub, (stream) => sendNews(hub, stream, isOver));
}

/** Serves all viewers in portions, so that thousands of them do not keep a page waiting. */
async function toEach({ streams }: Hub, act: (stream: OpenStream) => void): Promise<void> {
  let served = 0;
  for (const stream of streams) {
    act(stream);
    served += 1;
    if (served % VIEWERS_AT_ONCE === 0) await letOthersRun();
  }
}

function sendNews(hub: Hub, stream: OpenStream, isTroubleOver: boolean): void {
  const { clock, frames, trouble } = hub;
  const nowMs = clock.nowMs();
  if (nowMs >= stream.endsAtMs || isGone(stream, nowMs)) return end(hub, stream);
  if (stream.stuckSinceMs !== undefined) return;
  const news = trouble ?? frames.since(stream.round, stream.kind);
  if (trouble === undefined) stream.round = frames.round();
  if (news) sendFrame(stream, news, nowMs);
  else if (isTroubleOver) sendFrame(stream, eventFrame('sections', {}), nowMs);
  else if (nowMs - stream.sentAtMs >= SILENCE_MS) sendFrame(stream, KEEP_ALIVE, nowMs);
}

function end({ streams }: Hub, stream: OpenStream): void {
  streams.delete(stream);
  endStream(stream);
}

async function endOverSessions(hub: Hub): Promise<void> {
  const { streams, openSessions, logger } = hub;
  const ids = new Set([...streams].flatMap(({ sessionId }) => sessionId ?? []));
  if (!openSessions || ids.size === 0) return;
  try {
    const open = await openSessions([...ids]);
    for (const id of ids) if (!open.has(id)) endSession(hub, id);
  } catch (error) {
    logger.warn({ err: error }, 'sessions of the live view could not be checked');
  }
}

function endSession(hub: Hub, sessionId: string): void {
  for (const stream of hub.streams) if (stream.sessionId === sessionId) end(hub, stream);
}
