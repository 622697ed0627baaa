import { url, duration, wholeNumber } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

const POSTGRES_PROTOCOLS = ['postgres', 'postgresql'] as const;

/** How PostgreSQL is reached. */
export const databaseVariables = {
  DATABASE_URL: secret(
    url(POSTGRES_PROTOCOLS),
    'PostgreSQL connection string. Without it the embedded PostgreSQL is used (not in production).',
  ),
  DATABASE_DIRECT_URL: secret(
    url(POSTGRES_PROTOCOLS),
    'PostgreSQL past a connection pooler. Set: DATABASE_URL leads through a pooler in transaction mode, and what needs a session of its own goes here (migrations, backups, the queue on PostgreSQL).',
  ),
  DATABASE_POOL_MAX: variable(
    wholeNumber({ min: 2, max: 1_000 }).optional(),
    'Most connections of this process for its own queries; the PostgreSQL queue store adds a few. Unset: 10, and for a worker two more than the games of a queue that it seeds at once where that is more.',
  ),
  CLOCK_SKEW_LIMIT_SECONDS: variable(
    duration('seconds', { min: 1, max: 31_536_000 }).prefault('60'),
    "A process whose clock differs from PostgreSQL's by more does not call itself ready. Work goes by PostgreSQL's clock all the same.",
  ),
};

export type DatabaseConfig = {
  /** Most connections of a process; left out: as many as it has use for. */
  poolMax: number | undefined;
  /** A process whose clock differs from the database's by more does not call itself ready. */
  clockSkewLimitMs: number;
};

export type DatabaseSecrets = {
  databaseUrl?: string;
  /** Past a pooler; absent where databaseUrl is PostgreSQL itself. */
  databaseDirectUrl?: string;
};

export function databaseConfig(values: ValuesOf<typeof databaseVariables>): DatabaseConfig {
  return { poolMax: values.DATABASE_POOL_MAX, clockSkewLimitMs: values.CLOCK_SKEW_LIMIT_SECONDS };
}

export function databaseSecrets(values: ValuesOf<typeof databaseVariables>): DatabaseSecrets {
  return withoutUndefined({
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
  });
}
