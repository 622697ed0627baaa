import { createRequire } from 'node:module';
import { type Logger as PinoLogger, pino } from 'pino';
import type pretty from 'pino-pretty';
import { currentLogFields } from './log-fields.ts';
import { createRedactor } from './redaction.ts';

/**
 * The structured logger that every room receives. Its lines carry the ids of the work in progress (`withLogFields`).
 * Do not keep children of it: a change of the level at run time reaches the logger itself alone.
 */
export type Logger = PinoLogger;

export type LoggerOptions = {
  /** pino level name. */
  level: string;
  /** Which process is speaking: control, worker, cli, … */
  name: string;
  /** Human-readable lines instead of JSON; the default is whether stderr is a terminal. */
  isPretty?: boolean;
  /** Keys, tokens and addresses with passwords: removed from every line, whatever field or text carries them. */
  secrets?: readonly (string | undefined)[];
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
  'headers',
  '*.headers',
];

/** Builds the process logger. Lines go to stderr, so that stdout stays free for results. */
export function createLogger({
  level,
  name,
  isPretty = process.stderr.isTTY,
  secrets = [],
}: LoggerOptions): Logger {
  const options = {
    name,
    level,
    mixin: () => ({ ...currentLogFields() }),
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    hooks: { streamWrite: createRedactor(secrets) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (isPretty) {
    return pino(options, prettyLines());
  }
  return pino(options, pino.destination({ fd: 2, sync: true }));
}

/** Lines for people; what writes them is loaded for people only. */
function prettyLines(): pretty.PrettyStream {
  const load = createRequire(import.meta.url);
  const build = load('pino-pretty') as typeof pretty;
  return build({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' });
}

/** A logger that says nothing, for tests and one-shot commands. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
