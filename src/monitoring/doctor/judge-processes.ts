import type { ControlStatus } from '../../fleet/control-processes.ts';
import { WORKER_ALIVE_SECONDS, type WorkerStatus } from '../../fleet/workers.ts';
import { type Verdict, fail, ok, warn } from './finding.ts';

const DEATH_IS_NEWS_MS = 3_600_000;

/**
 * Whether anybody seeds, and what keeps those who are there from their work; `knownProblem` is told by another look
 * already.
 */
export function judgeWorkers(
  workers: readonly WorkerStatus[],
  nowMs: number,
  knownProblem?: string,
): readonly Verdict[] {
  const alive = workers.filter((worker) => worker.is_alive);
  const verdicts =
    alive.length > 0
      ? [ok(`${alive.length} alive`)]
      : [
          fail(
            `none was heard of in the last ${WORKER_ALIVE_SECONDS} seconds`,
            'Start one with `npm run worker`.',
          ),
        ];
  for (const problem of new Set(alive.flatMap((worker) => worker.problems ?? []))) {
    if (problem === knownProblem) continue;
    const hindered = alive.filter((worker) => worker.problems?.includes(problem));
    verdicts.push(fail(`${names(hindered)} cannot work as it should`, problem));
  }
  const dead = workers.filter((worker) => isDeadOfLate(worker, nowMs));
  if (dead.length > 0) {
    verdicts.push(
      warn(
        `${dead.length} died in the last hour without a word: ${names(dead)}`,
        'See their logs and their memory.',
      ),
    );
  }
  const rebuilt = alive.filter((worker) => worker.rebuilt_count > 0);
  if (rebuilt.length > 0) {
    verdicts.push(
      warn(
        `had to connect to the queue anew: ${names(rebuilt)}`,
        'See their logs, and the network to the queue store.',
      ),
    );
  }
  return verdicts;
}

/** Whether anybody publishes and watches, and what keeps them from it. */
export function judgeControls(controls: readonly ControlStatus[], nowMs: number): readonly Verdict[] {
  const alive = controls.filter((control) => control.is_alive);
  const dead = controls.filter((control) => isDeadOfLate(control, nowMs));
  if (alive.length === 0)
    return [warn('none is running: nothing is published or watched', 'Start one with `npm start`.')];
  const ids = dead.map((control) => control.control_id).join(', ');
  const first =
    dead.length === 0
      ? ok(`${alive.length} alive`)
      : warn(`${alive.length} alive; died in the last hour without a word: ${ids}`, 'See their logs.');
  const troubles = alive.flatMap(({ control_id: id, problems }) =>
    (problems ?? []).map((problem) => fail(`${id} cannot work as it should`, problem)),
  );
  return [first, ...troubles];
}

/** Silent for some time, and yet not told to stop. A death long ago is no news. */
function isDeadOfLate(
  process: { is_alive: boolean; state: string; last_seen_at: Date },
  nowMs: number,
): boolean {
  const isRecent = process.last_seen_at.getTime() > nowMs - DEATH_IS_NEWS_MS;
  return !process.is_alive && isRecent && !['stopping', 'stopped'].includes(process.state);
}

function names(workers: readonly WorkerStatus[]): string {
  return workers.map((worker) => worker.worker_id).join(', ');
}
