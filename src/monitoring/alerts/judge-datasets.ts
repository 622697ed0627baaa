import { scoracleCommand } from '../../domain/shell-command.ts';
import { durationWords } from '../../jobs/schedules/job-status.ts';
import { type Verdict, ok, warn } from '../doctor/finding.ts';
import type { DatasetFreshness } from '../facts/dataset-freshness.ts';
import type { Finding } from './alert.ts';
import { WARNING, plural } from './finding-forms.ts';

/** A control process that starts anew, or a back-fill that writes faster than is computed, is no reason to tell anybody. */
const LASTS_MS = 5 * 60_000;

const REMEDY =
  'See that a control process is alive and that its job refresh-datasets is neither paused nor late (`jobs show refresh-datasets`).';
const REMEDY_OF_FAILED =
  'Correct what the error names; the refresh is tried again by itself, at least once an hour.';

/** Computed datasets that are late beside their inputs, an alert for each. Pure. */
export function judgeDatasets(datasets: readonly DatasetFreshness[]): Finding[] {
  return datasets.filter(isLate).map((dataset) => ({
    ...WARNING,
    key: `dataset_late:${dataset.name}`,
    kind: 'dataset_late',
    lastsMs: LASTS_MS,
    count: dataset.keys,
    since: dataset.oldest_at,
    title: `The dataset ${dataset.name} does not follow its inputs`,
    detail: detailOf(dataset),
    remedy: remedyOf(dataset),
    command: `datasets show ${dataset.name}`,
    path: `/datasets/${dataset.name}`,
  }));
}

/** The same for doctor. */
export function examineDatasets(datasets: readonly DatasetFreshness[]): readonly Verdict[] {
  const late = datasets.filter(isLate);
  const others = datasets.filter(({ follows_rules: follows }) => !follows).map(({ name }) => name);
  if (others.length > 0)
    return [
      warn(
        `${others.join(', ')}: computed by the rules of another release`,
        `A control process of this release has them computed anew once it has started; without one: \`${scoracleCommand('jobs run', { operands: ['refresh_cache'] })}\`.`,
      ),
      ...lateVerdicts(late),
    ];
  if (late.length === 0) {
    const waiting = datasets.reduce((sum, { keys }) => sum + keys, 0);
    const rest = waiting === 0 ? '' : `; ${plural(waiting, 'key is', 'keys are')} about to be computed`;
    return [ok(`${datasets.length} computed datasets follow their inputs${rest}`)];
  }
  return lateVerdicts(late);
}

function lateVerdicts(late: readonly DatasetFreshness[]): readonly Verdict[] {
  return late.map((dataset) => {
    const show = scoracleCommand('datasets show', { operands: [dataset.name] });
    return warn(`${dataset.name} is late: ${detailOf(dataset)}`, `${remedyOf(dataset)} More: \`${show}\`.`);
  });
}

function isLate({ freshness }: DatasetFreshness): boolean {
  return freshness === 'late';
}

function detailOf(dataset: DatasetFreshness): string {
  const { keys, lag_seconds: lag, fresh_within_seconds: limit, last_error: error } = dataset;
  const waiting = `${plural(keys, 'key waits', 'keys wait')}, the oldest for ${durationWords((lag ?? 0) * 1_000)}`;
  const promised = limit === null ? '' : `; it is to follow within ${durationWords(limit * 1_000)}`;
  return `${waiting}${promised}.${error === null ? '' : ` The last refresh failed: ${error}`}`;
}

function remedyOf({ failed_changes: failed }: DatasetFreshness): string {
  return failed > 0 ? REMEDY_OF_FAILED : REMEDY;
}
