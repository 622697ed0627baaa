import { type Command, Option } from 'commander';
import type { BoxScoreSport } from '../../domain/sport.ts';
import { actionOutcome, actionsOutcome } from '../action-outcome.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { type PastPolicy, RECENT_WINDOW_HOURS } from '../../schedule/ingest-request.ts';
import {
  dateOption,
  gameIdArgument,
  pastOption,
  reasonOption,
  seasonOption,
  boxScoreSportOption,
} from '../options.ts';
import { plural } from '../output/plain-text.ts';
import { examples } from '../program.ts';

export function registerSeedGame(program: Command, context: CommandContext): void {
  program
    .command('seed-game')
    .description('Seed one game now.')
    .addOption(new Option('--game-id <id>', 'id of the game').argParser(gameIdArgument).makeOptionMandatory())
    .option('--force', 'read everything again, even when the game is seeded')
    .addOption(reasonOption())
    .addHelpText('after', examples('seed-game --game-id 1319', 'seed-game --game-id 1319 --force'))
    .action(async (options: { gameId: number; force?: true; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.taskActions.seedGame(options.gameId, { force: options.force ?? false }, operator(options.reason)),
      );
      const isSeeded = !result.ok && result.reason === 'conflict' && !options.force;
      const remedy = isSeeded
        ? 'Add --force to read it again.'
        : 'See query games for the games and their ids.';
      context.finish(actionOutcome(result, remedy));
    });
}

export function registerSeedGames(program: Command, context: CommandContext): void {
  program
    .command('seed-games')
    .description("Seed all games of a day now (the day of the league's own zone).")
    .addOption(dateOption('--date', 'day of the games').makeOptionMandatory())
    .addOption(boxScoreSportOption())
    .option('--force', 'read everything again, even games that are seeded')
    .addOption(reasonOption())
    .addHelpText('after', examples('seed-games --date 2026-01-15 --sport NBA'))
    .action(async (options: { date: string; sport?: BoxScoreSport; force?: true; reason?: string }) => {
      const { date, sport, force = false, reason } = options;
      const results = await context.withServices(({ app }) =>
        app.taskActions.seedGamesOn({ date, ...(sport ? { sport } : {}) }, { force }, operator(reason)),
      );
      context.finish(actionsOutcome(results, `There are no ${sport ? `${sport} ` : ''}games on ${date}.`));
    });
}

/** How long ago a window may have opened, in hours; undefined: any time. */
const PAST_HOURS: Record<PastPolicy, number | undefined> = {
  recent: RECENT_WINDOW_HOURS,
  all: undefined,
  none: 0,
};

export function registerGenerateTasks(program: Command, context: CommandContext): void {
  program
    .command('generate-tasks')
    .description("Make the missing seeding tasks of a season's games.")
    .addOption(boxScoreSportOption('sport of the games').makeOptionMandatory())
    .addOption(seasonOption().makeOptionMandatory())
    .addOption(pastOption())
    .addHelpText(
      'after',
      examples(
        'generate-tasks --sport NBA --season 2025',
        'generate-tasks --sport NBA --season 2025 --past all',
      ),
    )
    .action(async ({ sport, season, past }: { sport: BoxScoreSport; season: number; past: PastPolicy }) => {
      const { tasksCreated } = await context.withServices(({ app }) =>
        app.taskActions.generateTasks({ sport, year: season, pastHours: PAST_HOURS[past] }, operator()),
      );
      context.finish({
        document: { tasks_created: tasksCreated },
        render: () =>
          tasksCreated === 0
            ? `Every ${sport} game of season ${season} that can be seeded has its task already.`
            : `Made ${plural(tasksCreated, 'task')}.`,
      });
    });
}
