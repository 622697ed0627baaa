import { sweepKeptAnswers, sweepPayloads } from '../../archive/sweep.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { pruneLogs } from '../../jobs/runs/prune-logs.ts';
import { pruneRecords } from '../../monitoring/prune-records.ts';
import { cutFarLeases } from '../../seeding/far-leases.ts';
import type { App } from '../app.ts';

/** The work of `prune-payloads`. */
export function prunePayloads({ config, database: { db }, logger }: App): RunJob {
  return async ({ signal }) => {
    const { retentionDays } = config.payloads;
    const removed = await sweepPayloads(db, retentionDays, signal);
    const answers = await sweepKeptAnswers(db, retentionDays, signal);
    if (removed + answers > 0) logger.info({ removed, answers }, 'old bodies of the provider removed');
    return { note: `${removed} bodies and ${answers} kept answers removed` };
  };
}

/** The work of `prune-records`. */
export function pruneOldRecords({ database: { db } }: App): RunJob {
  return async ({ signal }) => {
    const removed = await pruneRecords(db, signal);
    return { note: `${removed} records removed` };
  };
}

/** The work of `prune-logs`. */
export function pruneOldLogs({ config, database: { db }, logger }: App): RunJob {
  return async ({ signal }) => {
    const { calls, runs, events, looks } = await pruneLogs(db, config.logs.retentionDays, signal);
    if (calls + runs + events + looks > 0) logger.info({ calls, runs, events, looks }, 'old logs removed');
    return { note: `${runs} runs, ${calls} calls, ${events} events of games and ${looks} looks removed` };
  };
}

/** The work of `cut-far-leases`. */
export function farLeaseWork({ database: { db }, logger }: App): RunJob {
  return async () => {
    const tasks = await cutFarLeases(db, 'control');
    if (tasks > 0) logger.warn({ tasks }, 'claims that would never end were cut');
    return { note: `${tasks} claims cut` };
  };
}
