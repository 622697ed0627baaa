/** A cell as it is meant, or what is wrong with it and how to mend it. */
export type ReadCell<T> = { ok: true; value: T } | { ok: false; problem: string; remedy: string };

/** What is wrong with a cell, and how to mend it. */
export function unreadable(problem: string, remedy: string): { ok: false; problem: string; remedy: string } {
  return { ok: false, problem, remedy };
}
