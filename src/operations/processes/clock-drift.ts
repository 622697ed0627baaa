/** Delays and leases go by the database's clock; a process that differs by more shows wrong times. */
export const CLOCK_DRIFT_WARN_MS = 2_000;

/**
 * From here on a worker does harm: on the PostgreSQL store, locks of others look expired that hold for 8 seconds
 * (`LEASE_SECONDS`) and were renewed less than 3 seconds ago.
 */
const CLOCK_DRIFT_HARM_MS = 5_000;

/** What a person has to know of a worker's clock that is off by so much; undefined while it does no harm. */
export function clockProblem(driftMs: number): string | undefined {
  if (Math.abs(driftMs) <= CLOCK_DRIFT_HARM_MS) return undefined;
  const seconds = Math.round(Math.abs(driftMs) / 1_000);
  return (
    `The clock of this machine is ${seconds} s ${driftMs > 0 ? 'ahead of' : 'behind'} PostgreSQL's: jobs come at ` +
    'the wrong time, and games may be read twice. Let both machines keep time by NTP (for example chrony).'
  );
}
