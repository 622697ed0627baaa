/** How a command ends, as the contract says. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  /** Some rows were quarantined, or some tasks refused. */
  inPart: 2,
  /** EX_USAGE of sysexits.h. */
  usage: 64,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
