import type { Sport } from '../domain/sport.ts';
import { timeoutAtRetryMs } from '../domain/timeouts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import { createEntityRun } from './entity-run.ts';
import type { RosterFetcher } from './entity-task.ts';
import { createWorkFetcher } from './fetch-work.ts';
import type { Pace } from './line.ts';
import { troubleOf } from './policy.ts';
import { withRunDeadline } from './run-deadline.ts';
import type { RunResult } from './run-facts.ts';
import { type SeedRun, type SeedTools, beginSeedRun } from './seed-run.ts';
import { createFailureSettler } from './settle-failure.ts';
import { settleParts } from './settle-read.ts';
import { settleHold, settleSkip } from './settle-unread.ts';

export type SeedRunnerOptions = Omit<SeedTools, 'settleFailure' | 'runEntities'> & {
  adapters: ReadonlyMap<Sport, SportAdapter>;
  fetchRoster: RosterFetcher;
  clock: Clock;
  random: Random;
  /** Told when a run could not do its work for want of something on this machine. */
  onLocalFailure?: (problem: string) => void;
  /** How fast the games of a sport can be read now. May reject. */
  paceOf: (sport: Sport) => Promise<Pace>;
};

type WorkFetcher = ReturnType<typeof createWorkFetcher>;

/**
 * Runs one claimed task to its next state: find the game, make sure that it is final, fetch what is missing,
 * write it with its checkpoints and the outcome in one transaction that checks the fence.
 * Throws ClaimLostError when somebody else owns the task, and database errors as they are.
 */
export function createSeedRunner(options: SeedRunnerOptions) {
  const { clock, seeding } = options;
  const fetchWork = createWorkFetcher(options);
  const tools: SeedTools = {
    ...options,
    settleFailure: createFailureSettler(options),
    runEntities: createEntityRun(options),
  };

  return async function runSeed(claim: Claim, signal: AbortSignal): Promise<RunResult> {
    const limitMs = timeoutAtRetryMs(seeding.timeoutMs, claim.retryCount);
    return withRunDeadline(clock, { signal, limitMs }, (limited) =>
      seed(beginSeedRun(tools, claim, limited), fetchWork),
    );
  };
}

async function seed(run: SeedRun, fetchWork: WorkFetcher): Promise<RunResult> {
  const { claim, context, tools } = run;
  const fetched = await fetchWork(claim, context).then(
    (work) => ({ ok: true as const, work }),
    (error: unknown) => ({ ok: false as const, error }),
  );
  if (!fetched.ok) return tools.settleFailure(claim, context.signal, fetched.error, run.cost());
  run.readFrom(fetched.work.providerGame.source);
  try {
    return await settle(run, fetched.work);
  } catch (error) {
    // A statement that was refused, or a mistake of ours, is this attempt's failure. Everything else is the caller's.
    if (troubleOf(error) !== 'unforeseen') throw error;
    return tools.settleFailure(claim, context.signal, error, run.cost());
  }
}

function settle(run: SeedRun, work: Awaited<ReturnType<WorkFetcher>>): Promise<RunResult> {
  switch (work.kind) {
    case 'hold':
      return settleHold(run, { ...work, decision: work.hold });
    case 'skip':
      return settleSkip(run, { ...work, decision: work.skip });
    case 'parts':
      return settleParts(run, work);
  }
}
