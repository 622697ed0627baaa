import { type Command, Option } from 'commander';
import { actionOutcome } from '../action-outcome.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { idArgument, reasonOption } from '../options.ts';
import { examples } from '../program.ts';

type Options = { taskId: number; reason?: string };

const REMEDY = 'See list-tasks for the tasks and how they stand.';

export function registerRetryTask(program: Command, context: CommandContext): void {
  program
    .command('retry-task')
    .description('Run a task again now, with fresh attempts; opens one that failed or was cancelled.')
    .addOption(taskIdOption())
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples('retry-task --task-id 42', 'retry-task --task-id 42 --reason "key renewed"'),
    )
    .action(async ({ taskId, reason }: Options) => {
      const result = await context.withServices(({ app }) => app.taskActions.retry(taskId, operator(reason)));
      context.finish(actionOutcome(result, REMEDY));
    });
}

export function registerCancelTask(program: Command, context: CommandContext): void {
  program
    .command('cancel-task')
    .description('End an open or failed task; a run in progress can no longer write.')
    .addOption(taskIdOption())
    .addOption(reasonOption())
    .addHelpText('after', examples('cancel-task --task-id 42 --reason "exhibition game"'))
    .action(async ({ taskId, reason }: Options) => {
      const result = await context.withServices(({ app }) =>
        app.taskActions.cancel(taskId, operator(reason)),
      );
      context.finish(actionOutcome(result, REMEDY));
    });
}

function taskIdOption(): Option {
  return new Option('--task-id <id>', 'id of the task').argParser(idArgument).makeOptionMandatory();
}
