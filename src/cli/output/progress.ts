import { spanWords } from './time-words.ts';
import { countWords } from './plain-text.ts';

/** One line that tells how far long work has come; nothing where standard error is no terminal, unless a wait is told. */
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
  /** Say nothing at all. */
  isQuiet?: boolean;
  /** Somebody waits for this and for nothing else: without a terminal, changes are told in lines of their own. */
  isWait?: boolean;
  nowMs: () => number;
};

export type StartProgress = (unit: string, options?: { total?: number; isWait?: boolean }) => Progress;

const SILENT: Progress = { update: () => undefined, finish: () => undefined };

/** Pause between two drawings: quick enough for the eye, too slow to cost anything. */
const DRAW_EVERY_MS = 100;
/** Without a terminal the lines stay, in a log that somebody reads later. */
const SAY_EVERY_MS = 10_000;
const BAR_WIDTH = 20;
const CLEAR_LINE = '\r\u001b[2K';

export function createProgress(options: ProgressOptions): Progress {
  const { unit, total, stream, isQuiet = false, isWait = false, nowMs } = options;
  if (isQuiet || !(stream.isTTY || isWait)) return SILENT;
  let first: { done: number; fraction: number; atMs: number } | undefined;
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  let said = '';

  function draw(line: string): void {
    isDrawn = true;
    stream.write(
      CLEAR_LINE +
        Array.from(line)
          .slice(0, Math.max(10, stream.columns - 1))
          .join(''),
    );
  }

  return {
    update(done, fraction = total ? done / total : undefined) {
      const now = nowMs();
      first ??= { done, fraction: fraction ?? 0, atMs: now };
      if (now - drawnAtMs < (stream.isTTY ? DRAW_EVERY_MS : SAY_EVERY_MS)) return;
      const state = { unit, done, fraction, first, elapsedMs: now - first.atMs };
      if (stream.isTTY) {
        draw(progressWords(state));
      } else {
        // A wait in which nothing moves is told once.
        const change = `${done} ${fraction}`;
        if (change === said) return;
        said = change;
        stream.write(`${progressWords({ ...state, hasBar: false })}\n`);
      }
      drawnAtMs = now;
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
  hasBar?: boolean;
}): string {
  const { unit, done, first, elapsedMs, hasBar = true } = state;
  const parts: string[] = [];
  const fraction = state.fraction === undefined ? undefined : Math.min(1, Math.max(0, state.fraction));
  if (fraction !== undefined) {
    const filled = Math.round(fraction * BAR_WIDTH);
    if (hasBar) parts.push('█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled));
    parts.push(`${Math.floor(fraction * 100)} %`);
  }
  parts.push(`${countWords(done)} ${unit}`);
  if (elapsedMs > 0) parts.push(rateWords((done - first.done) / elapsedMs));
  if (fraction !== undefined && fraction > first.fraction) {
    parts.push(`${spanWords((elapsedMs * (1 - fraction)) / (fraction - first.fraction))} left`);
  }
  return parts.join('  ');
}

/** In the unit in which it is at least one: `1,200/s`, `30/min`. */
function rateWords(perMs: number): string {
  const perSecond = perMs * 1_000;
  if (perSecond >= 1) return `${countWords(Math.round(perSecond))}/s`;
  return `${countWords(Math.round(perSecond * 60))}/min`;
}
