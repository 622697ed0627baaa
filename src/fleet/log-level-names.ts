/** The levels that a process can be asked to log from, the most silent first. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What somebody asked of the logs of every process, and until when. */
export type AskedLogLevel = { id: number; level: LogLevel; until: Date; by: string };
