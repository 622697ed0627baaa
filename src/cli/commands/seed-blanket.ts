import { type Command, Option } from 'commander';
import type { BoxScoreSport } from '../../domain/sport.ts';
import type { SeasonRow } from '../../history/season-rows.ts';
import type { SeasonBackfills, SeasonResult } from '../../history/season-backfills.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { idArgument, seasonOption, boxScoreSportOption } from '../options.ts';
import { CommandFailure, type Outcome, usageError } from '../outcome.ts';
import type { View } from '../output/view.ts';
import { sweepTable } from '../sweep-table.ts';
import { examples } from '../program.ts';

type Options = {
  sport?: BoxScoreSport;
  season?: number;
  league?: string;
  wait?: true;
  list?: true;
  status?: number;
  pause?: number;
  resume?: number;
  cancel?: number;
};

/** Options that say what a new back-fill is to be, beside the sport, which chooses from a list as well. */
const OF_A_NEW_ONE = ['season', 'league', 'wait'];

/** Options that look at one that is there, or steer it: one at a time. */
const OF_ONE_THAT_IS = ['status', 'pause', 'resume', 'cancel'];

/** Pause between two looks at a back-fill that is waited for. */
const LOOK_EVERY_MS = 1_000;

export function registerSeedBlanket(program: Command, context: CommandContext): void {
  program
    .command('seed-blanket')
    .alias('seed-2phase')
    .description('Seed every finished game of a season that has no lines, as the last priority.')
    .addOption(boxScoreSportOption('sport of the games'))
    .addOption(seasonOption())
    .option('--league <name>', 'only this league')
    .option('--wait', 'stay until the back-fill has ended, and tell how far it is')
    .addOption(
      new Option('--list', 'show the back-fills of seasons, the newest first').conflicts([
        ...OF_A_NEW_ONE,
        ...OF_ONE_THAT_IS,
      ]),
    )
    .addOption(backfillOption('--status', 'show how far one is'))
    .addOption(backfillOption('--pause', 'hand out no more games; those that are out are finished'))
    .addOption(backfillOption('--resume', 'go on with one that is paused'))
    .addOption(backfillOption('--cancel', 'end one; games that are out are finished'))
    .addHelpText(
      'after',
      examples(
        'seed-blanket --sport NBA --season 2025',
        'seed-blanket --sport FOOTBALL --season 2025 --league "Serie A" --wait',
        'seed-blanket --status 3 --json',
        'seed-blanket --pause 3',
      ),
    )
    .action(async (options: Options) => {
      if (!isAboutKnown(options)) requireSeason(options);
      context.finish(
        await context.withServices(({ app }) => {
          const sleep = (): Promise<void> => app.clock.sleep(LOOK_EVERY_MS);
          return run(app.seasonBackfills, options, context, sleep);
        }),
      );
    });
}

function backfillOption(flag: string, description: string): Option {
  const others = OF_ONE_THAT_IS.filter((name) => `--${name}` !== flag);
  return new Option(`${flag} <id>`, description)
    .argParser(idArgument)
    .conflicts(['sport', ...OF_A_NEW_ONE, ...others]);
}

async function run(
  backfills: SeasonBackfills,
  options: Options,
  context: CommandContext,
  sleep: () => Promise<void>,
): Promise<Outcome> {
  const actor = operator().name;
  if (options.list) return listOutcome((await backfills.list({ sport: options.sport })).items);
  if (options.status !== undefined) return sweepStatus(backfills, options.status);
  if (options.pause !== undefined) return sweepOutcome(await backfills.pause(options.pause, actor));
  if (options.resume !== undefined) return sweepOutcome(await backfills.resume(options.resume, actor));
  if (options.cancel !== undefined) return sweepOutcome(await backfills.cancel(options.cancel, actor));
  const started = await backfills.start(requireSeason(options), actor);
  if (!started.ok || !options.wait) return sweepOutcome(started);
  return outcomeOf(await waitFor(backfills, started.sweep, context, sleep));
}

/** How far one is. Throws CommandFailure where there is none. */
async function sweepStatus(backfills: SeasonBackfills, sweepId: number): Promise<Outcome> {
  return outcomeOf(await found(backfills, sweepId));
}

/** The season of a new one; an action on one that is there needs none. */
function requireSeason(options: Options): {
  sport: BoxScoreSport;
  year: number;
  league?: string | undefined;
} {
  const { sport, season, league } = options;
  if (sport && season !== undefined) return { sport, year: season, league };
  throw usageError(
    'seed-blanket needs a sport and a season',
    'Give both, for example --sport NBA --season 2025.',
  );
}

/** Whether the command is about back-fills that are there, and not about a new one. */
function isAboutKnown({ list, status, pause, resume, cancel }: Options): boolean {
  return Boolean(list) || [status, pause, resume, cancel].some((id) => id !== undefined);
}

/** Watches a back-fill until it has ended; a paused one is waited for as well. */
async function waitFor(
  backfills: SeasonBackfills,
  started: SeasonRow,
  context: CommandContext,
  sleep: () => Promise<void>,
): Promise<SeasonRow> {
  const progress = context.startProgress('games seeded', { isWait: true });
  try {
    let sweep = started;
    while (sweep.status === 'running' || sweep.status === 'paused') {
      const ended = sweep.games_seeded + sweep.games_failed;
      progress.update(sweep.games_seeded, sweep.games_total ? ended / sweep.games_total : undefined);
      await sleep();
      sweep = await found(backfills, sweep.id);
    }
    return sweep;
  } finally {
    progress.finish();
  }
}

async function found(backfills: SeasonBackfills, sweepId: number): Promise<SeasonRow> {
  const sweep = await backfills.get(sweepId);
  if (sweep) return sweep;
  throw new CommandFailure({
    code: 'not_found',
    message: `there is no back-fill ${sweepId} of a season`,
    remedy: 'See seed-blanket --list for those of seasons and their numbers.',
  });
}

/** What an act on one came to. */
function sweepOutcome(result: SeasonResult): Outcome {
  if (!result.ok) {
    throw new CommandFailure({
      code: result.reason,
      message: result.message.replace(/\.$/, ''),
      remedy: 'See seed-blanket --list for those of seasons and query games for the seasons.',
    });
  }
  const { sweep, message } = result;
  return {
    document: { sweep, message },
    render: (view) => `${view.colors.green('✓')} ${message}\n${backfillWords(sweep)}`,
  };
}

function outcomeOf(sweep: SeasonRow): Outcome {
  const isFailed = sweep.status === 'failed' || sweep.status === 'cancelled';
  const exitCode = isFailed
    ? EXIT_CODES.failed
    : sweep.games_failed > 0
      ? EXIT_CODES.inPart
      : EXIT_CODES.done;
  return { document: { sweep }, exitCode, render: () => backfillWords(sweep) };
}

function listOutcome(items: readonly SeasonRow[]): Outcome {
  return {
    document: { items },
    render: (view: View) => sweepTable(view, items),
  };
}

/** `Back-fill 3 is running: 120 of 380 games seeded, 2 failed, 38 under way, 9 calls.` */
export function backfillWords(sweep: SeasonRow): string {
  const total = sweep.games_total ?? 'an unknown number of';
  const facts = [
    `${sweep.games_seeded} of ${total} games seeded`,
    ...(sweep.games_failed > 0 ? [`${sweep.games_failed} failed`] : []),
    ...(sweep.games_open > 0 ? [`${sweep.games_open} under way`] : []),
    `${sweep.api_calls_made} calls`,
  ];
  const note = sweep.note === null ? '' : ` (${sweep.note})`;
  return `Back-fill ${sweep.id} is ${sweep.status}: ${facts.join(', ')}${note}.`;
}
