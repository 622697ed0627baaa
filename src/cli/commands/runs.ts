import { type Command, InvalidArgumentError, Option } from 'commander';
import type { App } from '../../app/app.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import {
  RUN_KINDS,
  RUN_STATUSES,
  type RunKind,
  type RunStatus,
  SINCE_REMEDY,
  parseSince,
} from '../../domain/runs.ts';
import type { Sport } from '../../domain/sport.ts';
import type { RunQueries } from '../../read/runs/run-queries.ts';
import type { RunRow } from '../../read/runs/run-row.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { idArgument, limitOption, sportOption } from '../options.ts';
import { refused } from '../outcome.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';
import { runPage } from '../run-page.ts';

type ListOptions = {
  kind?: RunKind;
  sport?: Sport;
  league?: string;
  status?: RunStatus;
  since?: Date;
  gameId?: number;
  limit: number;
  cursor?: string;
};

export function registerRuns(program: Command, context: CommandContext): void {
  const runs = program
    .command('runs')
    .description('Runs that collected data: what each of them read, wrote and came to.')
    .addHelpText('after', examples('runs list --kind import', 'runs show 12'));
  registerList(runs, context);
  registerShow(runs, context);
}

/** Loads what reads runs, when a command needs it. */
function withQueries<T>(
  context: CommandContext,
  use: (queries: RunQueries, app: App) => Promise<T>,
): Promise<T> {
  return context.withServices(async ({ app }) => {
    const { createRunQueries } = await import('../../read/runs/run-queries.ts');
    return use(createRunQueries({ db: app.database.db }), app);
  });
}

function registerList(runs: Command, context: CommandContext): void {
  runs
    .command('list')
    .description('Runs, the newest first.')
    .addOption(new Option('--kind <kind>', 'only runs of this kind').choices([...RUN_KINDS]))
    .addOption(sportOption())
    .option('--league <name>', 'only runs about this league')
    .addOption(new Option('--status <status>', 'only runs that came to this').choices([...RUN_STATUSES]))
    .addOption(
      new Option('--since <when>', 'only runs that ended since this day (UTC) or instant').argParser(
        sinceArgument,
      ),
    )
    .addOption(new Option('--game-id <id>', 'only runs of this game').argParser(idArgument))
    .addOption(limitOption(50))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText(
      'after',
      examples(
        'runs list --sport NBA --status failed',
        'runs list --kind import --since 2026-01-15',
        'runs list --league MLS --json',
      ),
    )
    .action(async ({ limit, cursor, ...filter }: ListOptions) => {
      const page = await withQueries(context, async (queries, app) => {
        const wanted = withLeagueNamed(await app.leagueRegister.current(), filter);
        return collectPages(
          limit,
          (from, size) => queries.list({ ...wanted, cursor: from, limit: size }),
          cursor,
        );
      });
      context.finish({
        document: page,
        render: (view) =>
          view.table<RunRow>(
            [
              { title: 'ID', text: (row) => row.id, align: 'right' },
              { title: 'ENDED', text: (row) => instantWords(row.finished_at) },
              { title: 'KIND', text: (row) => row.kind ?? '' },
              { title: 'OPERATION', text: (row) => row.operation, isOptional: true },
              { title: 'LEAGUE', text: (row) => row.league ?? row.sport, yields: 2, minWidth: 8 },
              { title: 'GAME', text: (row) => row.game_id, align: 'right' },
              { title: 'STATUS', text: (row) => row.status },
              { title: 'CALLS', text: (row) => row.calls, align: 'right', isOptional: true },
              { title: 'SOURCE', text: (row) => row.source, yields: 1, minWidth: 10 },
              { title: 'BY', text: (row) => row.actor, yields: 3, minWidth: 8, isOptional: true },
            ],
            page.items,
            'There is no such run.',
          ) + moreHint(page),
      });
    });
}

function registerShow(runs: Command, context: CommandContext): void {
  runs
    .command('show')
    .description('One run: its source and parser, the rows that it wrote and the bodies that it read.')
    .argument('<run>', 'its number, as runs list shows it, or its name, as rows have it in run_id')
    .addHelpText('after', examples('runs show 12', 'runs show seed_game/7/1 --json'))
    .action(async (name: string) => {
      const run = await withQueries(context, (queries) => queries.find(name.trim()));
      if (!run) {
        const isUnknownName = !/^\d+$/.test(name.trim());
        const refusal = { reason: 'not_found', message: `There is no run ${name}`, isUnknownName };
        throw refused(refusal, 'See runs list for the runs and their numbers.');
      }
      context.finish({ document: run, render: (view) => runPage(run, view) });
    });
}

function sinceArgument(text: string): Date {
  const since = parseSince(text.trim());
  if (!since) throw new InvalidArgumentError(SINCE_REMEDY);
  return since;
}
