import type { Command } from 'commander';
import type { Objective } from '../../monitoring/objectives/objective.ts';
import { budgetWords, stateWords, valueWords } from '../../monitoring/objectives/objective-words.ts';
import type { CommandContext } from '../context.ts';
import { countWords } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

export function registerMonitorObjectives(monitor: Command, context: CommandContext): void {
  monitor
    .command('objectives')
    .description(
      'What was promised (starts, durations, retries, quota, recovery, availability), and what was kept.',
    )
    .addHelpText('after', examples('monitor objectives', 'monitor objectives --json'))
    .action(async () => {
      const objectives = await context.withServices(({ readObjectives }) => readObjectives());
      context.finish({
        document: { objectives },
        render: (view) => renderObjectives(objectives, view),
      });
    });
}

function renderObjectives(objectives: readonly Objective[], view: View): string {
  const color = { met: view.colors.green, missed: view.colors.red, not_enough_data: view.colors.dim };
  return view.table<Objective>(
    [
      { title: 'OBJECTIVE', text: (row) => row.promise, yields: 1, minWidth: 24 },
      { title: 'STATE', text: stateWords, style: (text, row) => color[row.state](text) },
      { title: 'MEASURED', text: valueWords, align: 'right' },
      { title: 'EVENTS', text: (row) => countWords(row.events), align: 'right' },
      { title: 'DAYS', text: (row) => row.window_days, align: 'right' },
      { title: 'ERROR BUDGET', text: budgetWords },
    ],
    objectives,
    '',
  );
}
