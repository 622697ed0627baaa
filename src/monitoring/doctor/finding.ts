/** One thing that was looked at. `remedy` says how to fix it and is empty when there is nothing to fix. */
export type Finding = { name: string; status: 'ok' | 'warn' | 'fail'; detail: string; remedy: string };

/** What came of a look, before it is known under which name it was made. */
export type Verdict = Omit<Finding, 'name'>;

/** All is well. */
export const ok = (detail: string): Verdict => ({ status: 'ok', detail, remedy: '' });

/** It works, but somebody should look. */
export const warn = (detail: string, remedy: string): Verdict => ({ status: 'warn', detail, remedy });

/** It is broken. */
export const fail = (detail: string, remedy: string): Verdict => ({ status: 'fail', detail, remedy });
