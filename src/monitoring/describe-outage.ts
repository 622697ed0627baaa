/** What went wrong in one line: drivers put addresses, but no passwords, into their messages. */
export function describeOutage(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  if (!(error instanceof Error)) return 'out of reach';
  // drizzle wraps the driver's error and puts the statement into its own message.
  if (error.cause instanceof Error) return describeOutage(error.cause);
  return error.message || error.name;
}
