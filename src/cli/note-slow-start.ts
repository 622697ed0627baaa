/** After this long a person wonders what the command waits for. */
const NOTE_AFTER_MS = 1_000;

/**
 * Waits for `start`, and says after a second why it takes its time: the embedded PostgreSQL has to be started when no
 * other process of the project runs.
 */
export async function noteSlowStart<T>(
  start: Promise<T>,
  note: (line: string) => void,
  afterMs: number = NOTE_AFTER_MS,
): Promise<T> {
  const timer = setTimeout(
    () =>
      note(
        'starting the embedded PostgreSQL, which takes a few seconds; while npm start runs, commands answer at once',
      ),
    afterMs,
  );
  try {
    return await start;
  } finally {
    clearTimeout(timer);
  }
}
