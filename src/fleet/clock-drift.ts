/** Work goes by the database's clock; a process that differs by more shows it, and judges certificates by its own. */
export const CLOCK_DRIFT_WARN_MS = 2_000;

/** From here on a person is told without asking. */
const CLOCK_DRIFT_TELL_MS = 5_000;

/**
 * What a person has to know of a process whose clock is ahead of the database's by so much (negative: behind);
 * undefined while that is nothing to speak of.
 */
export function clockProblem(skewMs: number, limitMs: number): string | undefined {
  if (Math.abs(skewMs) <= Math.min(CLOCK_DRIFT_TELL_MS, limitMs)) return undefined;
  const readiness = isClockBeyond(skewMs, limitMs)
    ? ` That is more than CLOCK_SKEW_LIMIT_SECONDS (${Math.round(limitMs / 1_000)}): a control process on it is not ready.`
    : '';
  return (
    `The clock of this machine is ${skewWords(skewMs)} PostgreSQL's. Games start by PostgreSQL's clock all the same, ` +
    `but certificates, log lines and other programs go by this machine's.${readiness} ` +
    'Let both machines keep time by NTP (for example chrony).'
  );
}

/** Whether a process with such a clock must not call itself ready. */
export function isClockBeyond(skewMs: number, limitMs: number): boolean {
  return Math.abs(skewMs) > limitMs;
}

/** `90 s behind`, `3 h ahead of` */
export function skewWords(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const [amount, unit] = seconds < 3_600 ? [seconds, 's'] : [Math.round(seconds / 360) / 10, 'h'];
  return `${amount} ${unit} ${skewMs > 0 ? 'ahead of' : 'behind'}`;
}
