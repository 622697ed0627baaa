import type { TaskRow } from '../../read/tasks/task-rows.ts';
import { type OpenCorrections, changedLines, openCorrections } from '../facts/corrections.ts';
import { outcomes } from '../facts/ended-games.ts';
import type { FactLook } from '../facts/fact.ts';
import { failedCorrections } from '../facts/task-lists.ts';

/** Where the later looks at finished games stand. They are counted apart: a game is done with its first pass. */
export type CorrectionStatus = OpenCorrections & {
  /** Failed in the last seven days; their games keep the statistics that they have. */
  failed: number;
  completed_24h: number;
  /** Lines that corrections changed in the last 24 hours. */
  changed_lines_24h: number;
  /** The newest of those that failed. */
  recent_failures: readonly TaskRow[];
};

/** Rows of the list. */
const LIST_SIZE = 5;

/** The state of corrections, of the facts of a look. */
export async function readCorrections(look: FactLook): Promise<CorrectionStatus> {
  const open = await look.ask(openCorrections);
  const ofWeek = await look.ask(outcomes, { days: 7 });
  const ofDay = await look.ask(outcomes, { days: 1 });
  return {
    ...open,
    failed: ofWeek.corrections_failed,
    completed_24h: ofDay.corrections_completed,
    changed_lines_24h: await look.ask(changedLines, { days: 1 }),
    recent_failures: await look.ask(failedCorrections, { limit: LIST_SIZE }),
  };
}
