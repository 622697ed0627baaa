import { type Command, Option } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import { HOLD_REASONS, type HoldReason, TASK_STATUSES, type TaskStatus } from '../../domain/statuses.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { dateOption, daysOption, gameIdArgument, limitOption, sportOption } from '../options.ts';
import { examples } from '../program.ts';
import { taskColumns } from '../task-table.ts';

type Options = {
  status?: TaskStatus;
  days?: number;
  sport?: Sport;
  date?: string;
  gameId?: number;
  held?: boolean;
  holdReason?: HoldReason;
  errorType?: string;
  search?: string;
  limit: number;
  cursor?: string;
};

export function registerListTasks(program: Command, context: CommandContext): void {
  program
    .command('list-tasks')
    .description('List seeding tasks: where each stands, and what comes next.')
    .addOption(new Option('--status <status>', 'only tasks of this status').choices([...TASK_STATUSES]))
    .addOption(daysOption('only tasks scheduled within so many days before or after now'))
    .addOption(sportOption())
    .addOption(dateOption('--date', "only tasks of games of this day, in the league's zone"))
    .addOption(new Option('--game-id <id>', 'only tasks of this game').argParser(gameIdArgument))
    .option('--held', 'only tasks that are on hold')
    .option('--no-held', 'only tasks that are not on hold')
    .addOption(
      new Option('--hold-reason <reason>', 'only tasks on hold for this reason').choices([...HOLD_REASONS]),
    )
    .option('--error-type <type>', 'only tasks with this error, as monitor failures names them')
    .option('--search <text>', 'teams, a label such as "LAL @ GSW 2026-01-15", ids, or words of an error')
    .addOption(limitOption(50))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText(
      'after',
      examples(
        'list-tasks --status failed --days 7',
        'list-tasks --date 2026-01-15 --hold-reason quota',
        'list-tasks --status pending --sport NBA --limit 500 --json',
      ),
    )
    .action(async ({ limit, cursor, search, held: isHeld, ...filter }: Options) => {
      const page = await context.withServices(({ taskQueries }) =>
        collectPages(
          limit,
          (from, size) => taskQueries.list({ ...filter, isHeld, text: search, cursor: from, limit: size }),
          cursor,
        ),
      );
      context.finish({
        document: page,
        render: (view) => view.table(taskColumns(view), page.items, 'No tasks match.') + moreHint(page),
      });
    });
}
