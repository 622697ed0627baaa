import type { Database } from '../db/database.ts';
import { errorWords, isDatabaseUnavailable } from '../db/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { ReceivedBody } from '../providers/client/kept-bodies.ts';
import type { BodyReader } from '../providers/registry.ts';
import { storeBodies, type WaitingBody } from './store-bodies.ts';

/** Keeps the bodies of a game's answers in `provider_payloads`, each once, with the games that it speaks of. */
export type PayloadRecorder = {
  /** Takes the body at once; it is stored a moment later. Never throws and never holds a run up. */
  record: (received: ReceivedBody) => void;
  /** Stores what is left. */
  close: () => Promise<void>;
};

/** Bodies are stored together after this long: the most that a crash loses. */
const FLUSH_DELAY_MS = 500;

/** While the database is away no more text than this is kept; the oldest bodies go first. */
const MAX_WAITING_CHARACTERS = 64 * 1024 * 1024;

/** So much text goes into one statement, unless a single body is longer. */
const MAX_CHARACTERS_TOGETHER = 8 * 1024 * 1024;

/**
 * A refused body longer than this is not kept. Larger than any answer known, and as much as may come with every try of
 * a parser that is broken: of each question only the last refused answer is kept.
 */
const MAX_REFUSED_CHARACTERS = 4 * 1024 * 1024;

export type PayloadRecorderDeps = {
  db: Database;
  /** The games that a body of a host speaks of, by the provider's ids. */
  gamesOf: (host: string) => BodyReader['gamesOfBody'];
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** A recorder as its functions see it. */
type Recorder = PayloadRecorderDeps & {
  waiting: WaitingBody[];
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

export function createPayloadRecorder(deps: PayloadRecorderDeps): PayloadRecorder {
  const recorder: Recorder = { ...deps, waiting: [], timer: undefined, writing: Promise.resolve() };
  return {
    record(received) {
      if (received.isRefused && received.body.length > MAX_REFUSED_CHARACTERS) return;
      recorder.waiting.push({ ...received, fetchedAtMs: recorder.clock.nowMs() });
      schedule(recorder);
    },
    async close() {
      clearTimeout(recorder.timer);
      recorder.timer = undefined;
      await recorder.writing;
      await flush(recorder);
    },
  };
}

function schedule(recorder: Recorder): void {
  recorder.timer ??= setTimeout(() => {
    recorder.timer = undefined;
    recorder.writing = recorder.writing.then(() => flush(recorder));
  }, FLUSH_DELAY_MS).unref();
}

async function flush(recorder: Recorder): Promise<void> {
  while (recorder.waiting.length > 0) {
    const batch = takeTogether(recorder);
    try {
      await storeUnlessRefused(recorder, batch);
    } catch (error) {
      const left = [...batch, ...recorder.waiting];
      recorder.waiting = newestWithin(left, MAX_WAITING_CHARACTERS);
      recorder.logger.warn(
        { err: error, waiting: recorder.waiting.length, dropped: left.length - recorder.waiting.length },
        'bodies of the provider could not be stored now',
      );
      schedule(recorder);
      return;
    }
  }
}

function takeTogether(recorder: Recorder): readonly WaitingBody[] {
  let length = 0;
  const tooMuch = recorder.waiting.findIndex(
    ({ body }, index) => (length += body.length) > MAX_CHARACTERS_TOGETHER && index > 0,
  );
  return recorder.waiting.splice(0, tooMuch === -1 ? recorder.waiting.length : tooMuch);
}

/** What the database refuses now it refuses for ever: others must not wait behind it, and are stored by themselves. */
async function storeUnlessRefused(recorder: Recorder, batch: readonly WaitingBody[]): Promise<void> {
  const { db, gamesOf, logger } = recorder;
  try {
    await storeBodies(
      db,
      batch.map((received) => ({ ...received, gameIds: gamesOf(received.host)(received) })),
    );
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    const [first] = batch;
    if (batch.length === 1 && first) {
      const { host, endpoint } = first;
      logger.error({ problem: errorWords(error), host, endpoint }, 'a body of the provider cannot be stored');
      return;
    }
    for (const one of batch) await storeUnlessRefused(recorder, [one]);
  }
}

/** The newest bodies that together are not longer than `limit` characters. */
export function newestWithin<Body extends { body: string }>(bodies: readonly Body[], limit: number): Body[] {
  let length = 0;
  const first = bodies.findLastIndex((one) => (length += one.body.length) > limit);
  return bodies.slice(first + 1);
}
