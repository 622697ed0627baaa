import type { Logger } from '../platform/logger.ts';

/** The signal by which somebody asks a running process for more lines, or for no more of them. */
const SIGNAL = 'SIGUSR2';

/** More lines end by themselves after this long: forgotten ones fill disks. */
const DETAIL_MS = 15 * 60_000;

/**
 * On SIGUSR2 the logger writes from `debug` on for a quarter of an hour; the next signal ends that at once. Where its
 * level is `debug` or lower anyway, the signal changes nothing. Returns how to stop listening.
 */
export function followLogLevelSignal(logger: Logger): () => void {
  const ordinary = logger.level;
  let timer: NodeJS.Timeout | undefined;

  function end(why: string): void {
    clearTimeout(timer);
    timer = undefined;
    logger.level = ordinary;
    logger.info({ level: ordinary }, why);
  }

  function onSignal(): void {
    if (timer) return end('log level: as before, as asked by signal');
    if (logger.isLevelEnabled('debug')) return;
    logger.level = 'debug';
    logger.info({ level: 'debug', forMs: DETAIL_MS }, 'log level: debug for a while, as asked by signal');
    timer = setTimeout(() => end('log level: as before, the time is over'), DETAIL_MS).unref();
  }

  process.on(SIGNAL, onSignal);
  return () => {
    clearTimeout(timer);
    process.off(SIGNAL, onSignal);
  };
}
