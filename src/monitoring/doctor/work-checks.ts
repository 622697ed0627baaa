import { readJobs } from '../../jobs/schedules/job-control.ts';
import { examineJobs } from '../alerts/judge-jobs.ts';
import { examineWork } from '../alerts/judge-work.ts';
import { unkeptRules } from '../facts/database-server.ts';
import { gameCounts } from '../facts/game-counts.ts';
import { gamesWithoutLines, oddTasks } from '../facts/odd-rows.ts';
import { openQuarantine } from '../facts/open-matters.ts';
import { failingRefreshes } from '../facts/refreshes.ts';
import { workTrouble } from '../facts/work-trouble.ts';
import type { Check } from './check.ts';
import { judgeRows } from './judge-rows.ts';
import {
  MAX_NAMED_GAMES,
  judgeBoxScores,
  judgeDrift,
  judgeOverdue,
  judgeQuarantine,
  judgeRefreshes,
  judgeStuck,
  judgeTonight,
} from './judge-work.ts';
import { lookAtStore } from './look-at-machine.ts';

/** Whether tonight is safe, as the dashboard says it. */
export const NIGHT_CHECKS: readonly Check[] = [
  ['tonight', async ({ readTonight, look }) => (readTonight ? judgeTonight(await readTonight(look)) : [])],
];

/** The queue, durable work and recurrent jobs. */
export const QUEUE_CHECKS: readonly Check[] = [
  ['queue store', ({ store }) => lookAtStore(store)],
  ['queue drift', async ({ reconciler }) => judgeDrift(await reconciler.run({ isDryRun: true }))],
  ['recurrent jobs', async ({ database }) => examineJobs(await readJobs(database.db, undefined))],
  ['work', async ({ look }) => examineWork(await look.ask(workTrouble))],
];

/** Games and their tasks. */
export const SEEDING_CHECKS: readonly Check[] = [
  ['overdue tasks', async ({ look }) => judgeOverdue(await look.ask(gameCounts))],
  ['rows', async ({ look }) => judgeRows(await look.ask(unkeptRules), await look.ask(oddTasks))],
  ['stuck games', async ({ look }) => judgeStuck(await look.ask(gameCounts))],
  [
    'box scores',
    // It reads every game, so that it goes beside the look: nothing waits behind it.
    async ({ database }) =>
      judgeBoxScores(await gamesWithoutLines.read(database.db, { limit: MAX_NAMED_GAMES + 1 })),
  ],
];

/** Schedules and what of them waits. */
export const SCHEDULE_CHECKS: readonly Check[] = [
  ['quarantine', async ({ look }) => judgeQuarantine((await look.ask(openQuarantine)).rows)],
  ['refreshes', async ({ look }) => judgeRefreshes(await look.ask(failingRefreshes))],
];
