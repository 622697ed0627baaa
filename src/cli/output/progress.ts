import { spanWords } from './time-words.ts';
import { countWords } from './plain-text.ts';

/** One line that tells how far long work has come. Says nothing where standard error is no terminal. */
export type Progress = {
  /** `done` units so far; `fraction` (0 to 1) of the whole where that is known better than by `total`. */
  update: (done: number, fraction?: number) => void;
  /** Removes the line. */
  finish: () => void;
};

export type ProgressOptions = {
  /** What is being counted, such as `rows read`. */
  unit: string;
  total?: number | undefined;
  stream: NodeJS.WriteStream;
  nowMs: () => number;
};

/** Pause between two drawings: quick enough for the eye, too slow to cost anything. */
const DRAW_EVERY_MS = 100;
const BAR_WIDTH = 20;
const CLEAR_LINE = '\r\u001b[2K';

export function createProgress({ unit, total, stream, nowMs }: ProgressOptions): Progress {
  if (!stream.isTTY) return { update: () => undefined, finish: () => undefined };
  let first: { done: number; fraction: number; atMs: number } | undefined;
  let drawnAtMs = 0;
  let isDrawn = false;

  return {
    update(done, fraction = total ? done / total : undefined) {
      const now = nowMs();
      first ??= { done, fraction: fraction ?? 0, atMs: now };
      if (now - drawnAtMs < DRAW_EVERY_MS) return;
      drawnAtMs = now;
      isDrawn = true;
      const line = progressWords({ unit, done, fraction, first, elapsedMs: now - first.atMs });
      stream.write(
        CLEAR_LINE +
          Array.from(line)
            .slice(0, Math.max(10, stream.columns - 1))
            .join(''),
      );
    },
    finish() {
      if (isDrawn) stream.write(CLEAR_LINE);
      isDrawn = false;
    },
  };
}

/** `█████░░░░░  45 %  12,000 rows read  6,000/s  3 s left`; bar and time left only where the whole is known. */
export function progressWords(state: {
  unit: string;
  done: number;
  fraction: number | undefined;
  /** Where the work stood when it was first looked at, `elapsedMs` ago: rate and time left count from there. */
  first: { done: number; fraction: number };
  elapsedMs: number;
}): string {
  const { unit, done, first, elapsedMs } = state;
  const parts: string[] = [];
  const fraction = state.fraction === undefined ? undefined : Math.min(1, Math.max(0, state.fraction));
  if (fraction !== undefined) {
    const filled = Math.round(fraction * BAR_WIDTH);
    parts.push('█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled), `${Math.floor(fraction * 100)} %`);
  }
  parts.push(`${countWords(done)} ${unit}`);
  if (elapsedMs > 0) parts.push(`${countWords(Math.round(((done - first.done) * 1_000) / elapsedMs))}/s`);
  if (fraction !== undefined && fraction > first.fraction) {
    parts.push(`${spanWords((elapsedMs * (1 - fraction)) / (fraction - first.fraction))} left`);
  }
  return parts.join('  ');
}
