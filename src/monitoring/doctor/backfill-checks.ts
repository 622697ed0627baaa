import { scoracleCommand } from '../../domain/shell-command.ts';
import { judgeBackfills as findingsOf } from '../alerts/judge-backfills.ts';
import { type BackfillUnits, backfillUnits } from '../facts/backfill-units.ts';
import type { Check } from './check.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** Whether back-fills of the past get on. */
export const BACKFILL_CHECKS: readonly Check[] = [
  ['back-fills', async ({ look }) => judgeBackfills(await look.ask(backfillUnits))],
];

/** Failed units want somebody to look, and so does a back-fill that reads nothing and waits for nothing. */
export function judgeBackfills(facts: BackfillUnits): readonly Verdict[] {
  const verdicts = findingsOf(facts).map(({ title, detail, remedy, command }) => {
    const more = command === null ? '' : ` More: \`${scoracleCommand(command)}\`.`;
    return warn(`${title}: ${detail}`, `${remedy}${more}`);
  });
  if (verdicts.length > 0) return verdicts;
  const { pending, running } = facts.units;
  const open = pending + running;
  return [ok(open === 0 ? 'no back-fill is under way' : `${open} units are still to be read`)];
}
