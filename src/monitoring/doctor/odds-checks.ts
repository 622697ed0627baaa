import { scoracleCommand } from '../../domain/shell-command.ts';
import { type OddsPartitions, oddsPartitions } from '../facts/odds-partitions.ts';
import type { Check } from './check.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** Whether each month of odds has a partition of its own. */
export const ODDS_CHECKS: readonly Check[] = [
  ['odds partitions', async ({ look }) => judgePartitions(await look.ask(oddsPartitions))],
];

const REMEDY = `Let them be made: \`${scoracleCommand('jobs run', { operands: ['make-odds-partitions'] })}\`. A statement that holds the table for long keeps it from that.`;

/** Rows without a month of their own make each question about odds read them all. */
export function judgePartitions({ restName, strayRows, missing }: OddsPartitions): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  if (strayRows > 0)
    verdicts.push(
      warn(`${strayRows} changes of odds lie in ${restName}, the partition for all other months`, REMEDY),
    );
  if (missing.length > 0)
    verdicts.push(warn(`months of odds have no partition yet: ${missing.join(', ')}`, REMEDY));
  return verdicts.length > 0 ? verdicts : [ok('each month of odds has its partition')];
}
