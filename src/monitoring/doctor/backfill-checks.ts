import { scoracleCommand } from '../../domain/shell-command.ts';
import { type BackfillUnits, backfillUnits } from '../facts/backfill-units.ts';
import type { Check } from './check.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** Whether back-fills of the past get on. */
export const BACKFILL_CHECKS: readonly Check[] = [
  ['back-fills', async ({ look }) => judgeBackfills(await look.ask(backfillUnits))],
];

/** A step waits at the most as long for a provider, unless it says what for. */
const LONG_REST_SECONDS = 3_600;

/** Failed units want somebody to look; one that rests without a word has no worker. */
export function judgeBackfills({
  units,
  failedBackfills,
  restSeconds,
  note,
}: BackfillUnits): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const [first] = failedBackfills;
  if (first !== undefined)
    verdicts.push(
      warn(
        `back-fills with units that failed: ${failedBackfills.join(', ')}`,
        `See why: \`${scoracleCommand('backfill status', { operands: [String(first)] })}\`, mend it, then: \`${scoracleCommand('backfill resume', { operands: [String(first)] })}\`.`,
      ),
    );
  if (restSeconds !== null && restSeconds > LONG_REST_SECONDS && note === null)
    verdicts.push(
      warn(
        `no unit of the back-fills under way has moved for ${Math.round(restSeconds / 60)} minutes`,
        'Start a worker that takes the queue `work`: back-fills are read by workers.',
      ),
    );
  if (verdicts.length > 0) return verdicts;
  const open = units.pending + units.running;
  return [ok(open === 0 ? 'no back-fill is under way' : `${open} units are still to be read`)];
}
