import { followBoxScores } from '../../availability/lineups/follow-box-scores.ts';
import { followIdentities } from '../../availability/follow-identities.ts';
import { createLineupPoll } from '../../availability/lineups/poll-lineups.ts';
import { createOfficialsPoll } from '../../availability/officials/poll-officials.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { selectGamesToSeed } from '../../seeding/games-to-seed.ts';
import type { App } from '../app.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `poll-lineups`: asks for the line-ups of games that start soon. */
export function lineupWork(deps: WorkerJobDeps): RunJob {
  const poll = createLineupPoll({ ...pollDeps(deps), sources: deps.providers.lineupSources });
  return deps.whileRunning(async (signal) => {
    const { asked, told, opened, closed, unknown, findings, failed } = await poll(signal);
    return `${asked} games asked about, ${told} sides told, ${opened} players new, ${closed} over, ${unknown} not known, ${findings} with a wrong number of starters, ${failed} failed`;
  });
}

/** The work of `poll-officials`: asks who officiates games of the slate. */
export function officialsWork(deps: WorkerJobDeps): RunJob {
  const poll = createOfficialsPoll({ ...pollDeps(deps), sources: deps.providers.officialsSources });
  return deps.whileRunning(async (signal) => {
    const { asked, named, failed } = await poll(signal);
    return `${asked} games asked about, ${named} with officials, ${failed} failed`;
  });
}

/** The work of `follow-lineups`: line-ups as games began, by their box scores, and whose rows they are. */
export function followLineupsWork({ database: { db }, clock }: App): RunJob {
  return async ({ signal }) => {
    const { told, opened, closed, findings } = await followBoxScores(db, () => clock.nowMs(), signal);
    const reassigned = await followIdentities(db);
    return {
      note: `${told} sides followed, ${opened} players new, ${closed} over, ${findings} with a wrong number of starters, ${reassigned} given to whom they mean`,
    };
  };
}

function pollDeps({ app, providers }: WorkerJobDeps) {
  const { database, clock, logger } = app;
  return {
    db: database.db,
    gamesMatching: (condition: Parameters<typeof selectGamesToSeed>[1]) =>
      selectGamesToSeed(database.db, condition),
    runCalls: providers.usage,
    clock,
    logger,
  };
}
