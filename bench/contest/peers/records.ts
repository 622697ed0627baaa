import { writeSync } from 'node:fs';

/** What a contestant's worker tells the bench about one game, as a line of JSON on its standard output. */
export type GameRecord = {
  gameId: number;
  event: 'started' | 'called' | 'done';
  /** Epoch milliseconds. */
  atMs: number;
};

/** Collects records and writes them out a few times a second, so that telling costs the worker next to nothing. */
export type Recorder = { note: (gameId: number, event: GameRecord['event']) => void; flush: () => void };

/** How long a record may wait; a killed worker loses this much of its story at most. */
const FLUSH_INTERVAL_MS = 100;

export function createRecorder(): Recorder {
  let lines = '';
  const flush = (): void => {
    if (lines === '') return;
    writeSync(1, lines);
    lines = '';
  };
  setInterval(flush, FLUSH_INTERVAL_MS).unref();
  return {
    note(gameId, event) {
      lines += `${JSON.stringify({ gameId, event, atMs: Date.now() })}\n`;
    },
    flush,
  };
}
