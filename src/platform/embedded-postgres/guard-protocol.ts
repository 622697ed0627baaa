import { rename, readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { EMBEDDED_POSTGRES_ERROR_CODES } from './embedded-postgres-error.ts';

/** What the guard is told at its start, as one JSON argument. */
export const guardOptionsSchema = z.object({
  instanceDirectory: z.string(),
  projectRoot: z.string(),
  isDurable: z.boolean(),
  isTemporary: z.boolean(),
  maxConnections: z.number().int().positive(),
  lingerMs: z.number().nonnegative(),
});
export type GuardOptions = z.infer<typeof guardOptionsSchema>;

/** What the guard says to each user, once: where the server is, or why there is none. */
export const guardAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), url: z.string(), dataDirectory: z.string() }),
  z.object({
    type: z.literal('failed'),
    code: z.enum(EMBEDDED_POSTGRES_ERROR_CODES),
    problem: z.string(),
    remedy: z.string(),
  }),
]);
export type GuardAnswer = z.infer<typeof guardAnswerSchema>;

/**
 * The only thing that a user says: it lets go. The guard answers RELEASED and closes the connection while
 * others stay; the last user's connection ends with the guard itself, when the server is gone.
 */
export const GOODBYE = 'bye';
export const RELEASED = 'released';

/** The guard's exit code when another guard already owns the instance (EX_TEMPFAIL of sysexits.h). */
export const EXIT_CODE_BUSY = 75;

const guardStateSchema = z.object({
  pid: z.number().int(),
  socketPath: z.string(),
  /** The port of the last server, asked for again so that users who lost it find it in the same place. */
  port: z.number().int().optional(),
});
export type GuardState = z.infer<typeof guardStateSchema>;

/** The state that the last guard wrote; undefined when there is none or it cannot be read. */
export async function readGuardState(stateFile: string): Promise<GuardState | undefined> {
  try {
    return guardStateSchema.parse(JSON.parse(await readFile(stateFile, 'utf8')));
  } catch {
    // No file, or half of one: the same as no guard, and the next guard writes it anew.
    return undefined;
  }
}

/** Replaces the state in one step, so that a reader sees the old one or the new one. */
export async function writeGuardState(stateFile: string, state: GuardState): Promise<void> {
  const draft = `${stateFile}.${process.pid}`;
  await writeFile(draft, JSON.stringify(state), { mode: 0o600 });
  await rename(draft, stateFile);
}

/** Calls `onLine` for every line that arrives. A broken stream brings no more lines; its owner hears of that. */
export function onLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream })
    .on('line', onLine)
    .on('error', () => undefined);
}
