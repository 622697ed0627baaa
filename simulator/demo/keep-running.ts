import { readFileSync } from 'node:fs';
import type { DemoProcess } from './processes.ts';

/** A process that ends so often within a minute is not started again. */
const MOST_ENDS = 5;
const WITHIN_MS = 60_000;

/** Of the log of a process that ended by itself. */
const LOG_LINES_SHOWN = 10;

export type KeptProcess = { stop: () => Promise<void> };

/**
 * Starts a process again that ends by itself, as one that somebody kills. One that dies again and again is given up,
 * with the end of its log.
 */
export function keepRunning(options: {
  process: DemoProcess;
  start: () => DemoProcess;
  nowMs: () => number;
  onRestart: (text: string) => void;
  onGivenUp: (reason: Error) => void;
}): KeptProcess {
  const { start, nowMs, onRestart, onGivenUp } = options;
  let current = options.process;
  let isStopping = false;
  let endsAtMs: readonly number[] = [];

  function watch(process: DemoProcess): void {
    whenEnded(process, (how) => {
      if (isStopping) return;
      const { name } = process;
      endsAtMs = [...endsAtMs, nowMs()].filter((atMs) => atMs > nowMs() - WITHIN_MS);
      if (endsAtMs.length >= MOST_ENDS) {
        onGivenUp(endedByItself(process, `${how}, for the ${MOST_ENDS}th time within a minute`));
        return;
      }
      current = start();
      watch(current);
      onRestart(`${name} ended (${how}) and is started again, as process ${current.child.pid}.`);
    });
  }

  watch(current);
  return {
    stop() {
      isStopping = true;
      return current.stop();
    },
  };
}

/** Says how a process ended: `code 1`, or the signal that ended it. A process that is gone is told at once. */
export function whenEnded({ child }: DemoProcess, act: (how: string) => void): void {
  const tell = (code: number | null, signal: NodeJS.Signals | null): void =>
    act(signal === null ? `code ${code}` : signal);
  if (child.exitCode !== null || child.signalCode !== null) tell(child.exitCode, child.signalCode);
  else child.once('exit', tell);
}

/** What there is to say of a process whose end ends the demonstration. */
export function endedByItself({ name, logFile }: DemoProcess, how: string): Error {
  const lastLines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  return new Error(`${name} ended by itself (${how}). The end of its log:\n${lastLines}`);
}
