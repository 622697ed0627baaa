import type { Response } from 'express';
import type { ViewerKind } from './live-frames.ts';

/** Who looks: what kind of markup to send, and the session with which the stream ends. */
export type LiveViewer = { kind: ViewerKind; sessionId?: string | undefined };

/** An open stream and what it has seen. */
export type OpenStream = LiveViewer & {
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

/** The head of a stream of events. */
export function startStream(response: Response): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
}

/** Opens the stream of a viewer; `ordinal` counts those of this process, so that they do not end all at once. */
export function openStream(
  response: Response,
  { kind, sessionId }: LiveViewer,
  { nowMs, ordinal }: { nowMs: number; ordinal: number },
): OpenStream {
  startStream(response);
  response.write('retry: 2000\n\n');
  return {
    response,
    kind,
    sessionId,
    round: 0,
    endsAtMs: nowMs + MAX_STREAM_MS - ((ordinal * 1_000) % SPREAD_MS),
    sentAtMs: nowMs,
    stuckSinceMs: undefined,
  };
}

/** Notes whether a viewer takes in what it was sent; true when it has not for long. */
export function isGone(stream: OpenStream, nowMs: number): boolean {
  if (stream.response.writableLength <= MAX_UNSENT_BYTES) {
    stream.stuckSinceMs = undefined;
    return false;
  }
  stream.stuckSinceMs ??= nowMs;
  return nowMs - stream.stuckSinceMs >= MAX_STUCK_MS;
}

export function sendFrame(stream: OpenStream, frame: Buffer, nowMs: number): void {
  stream.sentAtMs = nowMs;
  stream.response.write(frame);
}

/** Ends a stream; what its viewer never took in is dropped with the connection. */
export function endStream({ response, stuckSinceMs }: OpenStream): void {
  if (stuckSinceMs === undefined) response.end();
  else response.destroy();
}
