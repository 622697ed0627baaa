import { type Logger as PinoLogger, pino } from 'pino';
import pretty from 'pino-pretty';

/** The structured logger that every room receives; `child({ gameId })` binds ids to all later lines. */
export type Logger = PinoLogger;

export type LoggerOptions = {
  /** pino level name. */
  level: string;
  /** Which process is speaking: control, worker, cli, … */
  name: string;
  /** Human-readable lines instead of JSON; the default is whether stderr is a terminal. */
  isPretty?: boolean;
};

/** Paths that never reach a log line, whatever object carries them. */
const REDACTED_PATHS = [
  'apiKey',
  'token',
  'password',
  'authorization',
  '*.apiKey',
  '*.token',
  '*.password',
  '*.authorization',
  'headers["x-apisports-key"]',
  '*.headers["x-apisports-key"]',
];

/** Builds the process logger. Lines go to stderr, so that stdout stays free for results. */
export function createLogger({ level, name, isPretty = process.stderr.isTTY }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (isPretty) {
    return pino(
      options,
      pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }),
    );
  }
  return pino(options, pino.destination({ fd: 2, sync: true }));
}

/** A logger that says nothing, for tests and one-shot commands. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
