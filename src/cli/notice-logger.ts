import { pino } from 'pino';
import type { Logger } from '../platform/logger.ts';

/**
 * A logger for people who did not ask for a log: warnings become one short line each on `write`, without times,
 * ids and stacks, and the same warning is told once.
 */
export function createNoticeLogger(write: (line: string) => void): Logger {
  const told = new Set<string>();
  return pino(
    { level: 'warn', base: null, timestamp: false },
    {
      write(entry: string) {
        const notice = noticeOf(entry);
        if (told.has(notice)) return;
        told.add(notice);
        write(`warning: ${notice}`);
      },
    },
  );
}

function noticeOf(entry: string): string {
  const { msg, err } = JSON.parse(entry) as { msg?: string; err?: { message?: string } };
  return [msg, err?.message].filter((part) => part !== undefined && part !== '').join(': ');
}
