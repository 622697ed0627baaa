import { durationWords } from '../../jobs/schedules/job-status.ts';
import type { BackfillUnits } from '../facts/backfill-units.ts';
import type { Finding } from './alert.ts';
import { WARNING, plural } from './finding-forms.ts';

/**
 * So long a back-fill may go without reading anything: longer than any pause between attempts of a step. One that waits
 * for quota, credits or a paused sport is not standing still.
 */
export const STILL_AFTER_MS = 3 * 3_600_000;

/** Back-fills with units that failed, and those that stand still, an alert for each. Pure. */
export function judgeBackfills({ failed, still }: Pick<BackfillUnits, 'failed' | 'still'>): Finding[] {
  return [
    ...failed.map(
      ({ id, league, units, example }): Finding => ({
        ...WARNING,
        key: `backfill_failed:${id}`,
        kind: 'backfill_failed',
        count: units,
        title: `${plural(units, 'unit', 'units')} of back-fill ${id} of ${league} failed`,
        detail: example,
        remedy: 'See why, mend it, and resume the back-fill: it reads these units again.',
        command: `backfill status ${id}`,
        path: `/backfills/${id}`,
      }),
    ),
    ...still
      .filter(({ restSeconds }) => restSeconds * 1_000 > STILL_AFTER_MS)
      .map(
        ({ id, league, restSeconds, since, note }): Finding => ({
          ...WARNING,
          key: `backfill_still:${id}`,
          kind: 'backfill_still',
          since,
          title: `Back-fill ${id} of ${league} stands still`,
          detail: `It has read nothing for ${durationWords(restSeconds * 1_000)}.${note === null ? '' : ` It says: ${note}`}`,
          remedy:
            'See that a worker takes the queue `work` and that its provider answers; pause it if it is to rest.',
          command: `backfill status ${id}`,
          path: `/backfills/${id}`,
        }),
      ),
  ];
}
