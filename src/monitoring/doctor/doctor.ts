import type { Config } from '../../config/config.ts';
import { outageRemedy } from '../../db/outage-remedy.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { describeOutage } from '../describe-outage.ts';
import { beginLook } from '../facts/fact.ts';
import { providerExpectations } from '../providers/provider-expectations.ts';
import type { Check, DoctorSubjects } from './check.ts';
import { type Finding, fail } from './finding.ts';

export type Doctor = {
  /** Looks at everything that commonly goes wrong; never throws, an outage is a finding. */
  examine: () => Promise<readonly Finding[]>;
};

export type DoctorOptions = DoctorSubjects & {
  /** In the order in which their findings are listed. */
  checks: readonly Check[];
};

/** One check may take this long; the comparison with the queue reads every open task. */
const CHECK_DEADLINE_MS = 30_000;

/**
 * Runs every check. Figures are the facts of one look; what no fact is asks by itself (`look-at-…`). What is found
 * is judged by pure functions (`judge-…`).
 */
export function createDoctor({ checks, ...subjects }: DoctorOptions): Doctor {
  const { clock, config, database } = subjects;
  return {
    async examine() {
      const deps = { ...subjects, ...providerExpectations(subjects), look: beginLook(database.db) };
      const found = await Promise.all(
        checks.map(async ([name, examine]) => {
          const verdicts = await withDeadline(clock, { what: name, deadlineMs: CHECK_DEADLINE_MS }, () =>
            examine(deps),
          ).catch((error: unknown) =>
            fail(describeOutage(error), remedyFor(error, name, config.queue.store)),
          );
          return [verdicts].flat().map((verdict) => ({ name, ...verdict }));
        }),
      );
      return found.flat();
    },
  };
}

function remedyFor(error: unknown, name: string, store: Config['queue']['store']): string {
  const remedy = outageRemedy(error);
  if (remedy !== undefined) return remedy;
  if (name.startsWith('queue') && store !== 'postgres')
    return 'See that Redis runs and REDIS_URL leads to it, with the right user and password.';
  if (name === 'disk') return 'See that the data folder may be read.';
  return 'See that PostgreSQL runs and DATABASE_URL leads to it.';
}
