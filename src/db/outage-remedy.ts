/** What helps where PostgreSQL is there but refuses us, by the SQLSTATE of its refusal. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28000': 'PostgreSQL does not let this user in from here: see pg_hba.conf and the user in DATABASE_URL.',
  '28P01': 'Correct the user and the password in DATABASE_URL.',
  '3D000': 'Create the database that DATABASE_URL names, or correct its name.',
  '42501': 'Give the user of DATABASE_URL the rights on the database that it lacks.',
  '53100': 'Make room on the disk of PostgreSQL.',
  '53200': 'Give PostgreSQL more memory, or let it do less at once.',
  '53300':
    'PostgreSQL has no connection left for this user: raise max_connections, or the limit of the role or database ' +
    '(ALTER ROLE … CONNECTION LIMIT), or lower DATABASE_POOL_MAX. Processes go on by themselves.',
  '55P03':
    'Somebody else holds what is needed here: see pg_stat_activity for a transaction that stands idle, and end it ' +
    '(pg_terminate_backend).',
  '57014':
    'PostgreSQL took too long: see pg_stat_activity for what it waits for, above all a transaction that stands idle.',
  '57P03': 'PostgreSQL is starting or stopping: processes go on by themselves as soon as it is there.',
};

/** How deep errors wrap each other at the most. */
const MAX_DEPTH = 10;

/** How to mend what keeps PostgreSQL from serving us; undefined where its refusal does not say. */
export function outageRemedy(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; current instanceof Error && depth < MAX_DEPTH; depth += 1) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    if (Object.hasOwn(REMEDIES, code)) return REMEDIES[code];
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}
