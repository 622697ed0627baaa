import { scoracleCommand } from '../../domain/shell-command.ts';
import type { UnkeptRule } from '../facts/database-server.ts';
import type { OddTasks } from '../facts/odd-rows.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** So many ids are named. */
const NAMED = 5;

/** Rows that were changed by hand, and how they are repaired. */
export function judgeRows(rules: readonly UnkeptRule[], odd: OddTasks): readonly Verdict[] {
  const { heldForEver, refused, refusedGame, putOffForEver } = odd;
  const verdicts: Verdict[] = [];
  for (const { table, rule, rows } of rules) {
    verdicts.push(
      rows === 0
        ? warn(
            `the rule ${rule} of ${table} is not checked for old rows, and all keep it by now`,
            `As the owner of the tables: alter table ${table} validate constraint ${rule};`,
          )
        : warn(
            `${count(rows, 'row')} of ${table} ${rows === 1 ? 'breaks' : 'break'} the rule ${rule} and cannot be written any more`,
            `Correct them in the database (\\d+ ${table} in psql shows the rule), then: alter table ${table} validate constraint ${rule};`,
          ),
    );
  }
  if (heldForEver.length > 0) {
    verdicts.push(
      warn(
        `${count(heldForEver.length, 'task')} claimed for longer than any worker claims: ${ids(heldForEver)}`,
        'A control process ends such claims within seconds, and the next delivery takes the task back: see that one runs.',
      ),
    );
  }
  if (refused.length > 0) {
    verdicts.push(
      warn(
        `${count(refused.length, 'task')} cannot be started, because the database refuses to note it: ${ids(refused)}`,
        `See \`${scoracleCommand('why', { operands: [refusedGame ?? ''] })}\` for its words. Repair the row, then \`${retry(refused[0])}\`.`,
      ),
    );
  }
  if (putOffForEver.length > 0) {
    verdicts.push(
      warn(
        `${count(putOffForEver.length, 'task')} put off by more than a year: ${ids(putOffForEver)}`,
        `Let it run now: \`${retry(putOffForEver[0])}\`, or cancel it.`,
      ),
    );
  }
  return verdicts.length > 0 ? verdicts : [ok('no row is what only a change by hand can make it')];
}

function retry(taskId: number | undefined): string {
  return scoracleCommand('retry-task', { options: { '--task-id': taskId } });
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function ids(all: readonly number[]): string {
  const named = all.slice(0, NAMED).join(', ');
  return all.length > NAMED ? `${named} and ${all.length - NAMED} more` : named;
}
