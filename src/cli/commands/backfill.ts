import { type Command, Option } from 'commander';
import { HISTORY_PARTS, type HistoryPart, MOMENT_REMEDY, beforeStartMs } from '../../domain/history.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { BackfillAnswer, HistoryBackfills, Outlook } from '../../history/backfill-types.ts';
import type { BackfillView } from '../../history/backfill-view.ts';
import { RANGE_REMEDY, parseRangeEnd } from '../../history/days.ts';
import type { BackfillRequest } from '../../history/plan-units.ts';
import { type BackfillOptions, backfillRequest } from '../backfill-request.ts';
import { backfillOutcome, backfillTable, outlookWords, unitsOutcome } from '../backfill-outcome.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { idArgument, limitOption } from '../options.ts';
import { CommandFailure, type Outcome, refused, usageError } from '../outcome.ts';
import { examples } from '../program.ts';

type StartOptions = BackfillOptions & { estimate?: true; resume?: true; yes?: true; wait?: true };

/** Pause between two looks at a back-fill that is waited for. */
const LOOK_EVERY_MS = 1_000;

export function registerBackfill(program: Command, context: CommandContext): void {
  const backfill = program
    .command('backfill')
    .description('Read the past of leagues: games with results, box scores and prices, as the last priority.')
    .addHelpText(
      'after',
      examples(
        'backfill --league NBA --from 2023 --to 2024 --what schedule --wait',
        'backfill list',
        'backfill pause 3',
      ),
    );
  registerStart(backfill, context);
  registerLooks(backfill, context);
  for (const [act, what, example] of [
    [
      'pause',
      'Make no further step; what is read stays, and the step under way is taken back.',
      'backfill pause 3',
    ],
    [
      'resume',
      'Go on with a paused, failed or cancelled back-fill, with the units that are not read.',
      'backfill resume 3',
    ],
    ['cancel', 'End a back-fill; what is read stays.', 'backfill cancel 3'],
  ] as const)
    registerAct(backfill, context, { act, what, example });
}

function registerStart(backfill: Command, context: CommandContext): void {
  backfill
    .command('start', { isDefault: true })
    .description('Begin a back-fill over what is not read yet; the word may be left out.')
    .option('--league <name>', 'league, by any of its names, or all')
    .addOption(rangeOption('--from', 'first season, by the year in which it starts, or first day'))
    .addOption(rangeOption('--to', 'last season or day; what is not over is left out (default: as --from)'))
    .option('--source <provider>', 'ask this provider only')
    .addOption(
      new Option(
        '--what <parts>',
        `parts by commas: ${HISTORY_PARTS.join(', ')} (default: all that the sources tell)`,
      ).argParser(partsArgument),
    )
    .addOption(
      new Option(
        '--odds-at <moments>',
        'moments before each wave of starts at which prices are read, by commas: close, 6h, 24h; each has its calls (default: close)',
      ).argParser(momentsArgument),
    )
    .option(
      '--file <paths...>',
      'read files of published data, or folders of them, instead of asking a provider: archives of lines with their games, box scores',
    )
    .option(
      '--newer-copy',
      'with --file: it is newer than its copies that were loaded; lines that it corrects or lacks follow it',
    )
    .option('--estimate', 'only say what it would take')
    .option('--dry-run', 'the same as --estimate')
    .option('--resume', 'go on with a paused back-fill of these months as well')
    .option('--yes', 'begin although the month has too few credits: what is missing is waited for')
    .option('--wait', 'stay until it has ended, and tell how far it is')
    .addHelpText(
      'after',
      examples(
        'backfill start --league all --from 2020 --to 2024 --estimate',
        'backfill start --league NBA --from 2024-01-01 --to 2024-01-31 --source espn',
        'backfill start --league NFL --from 2023 --what schedule,odds --yes --wait',
        'backfill start --file nba_betting_2008-2023.csv --from 2019 --to 2022 --estimate',
      ),
    )
    .action(async ({ dryRun, ...options }: StartOptions & { dryRun?: true }) => {
      const isOnlyEstimate = options.estimate === true || dryRun === true;
      context.finish(
        await context.withServices(async ({ app }) => {
          const request = await backfillRequest(options, { app, stdin: context.stdin });
          const sleep = (): Promise<void> => app.clock.sleep(LOOK_EVERY_MS);
          return isOnlyEstimate
            ? estimate(app.historyBackfills, request)
            : start(app.historyBackfills, request, { options, context, sleep });
        }),
      );
    });
}

function registerAct(
  backfill: Command,
  context: CommandContext,
  { act, what, example }: { act: 'pause' | 'resume' | 'cancel'; what: string; example: string },
): void {
  backfill
    .command(act)
    .description(what)
    .argument('<id>', 'number of the back-fill', idArgument)
    .addHelpText('after', examples(example))
    .action(async (id: number) => {
      const { name } = operator();
      context.finish(
        await context.withServices(async ({ app }) => answered(await app.historyBackfills[act](id, name))),
      );
    });
}

function registerLooks(backfill: Command, context: CommandContext): void {
  backfill
    .command('list')
    .description('Back-fills, the newest first.')
    .addOption(limitOption(50))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText('after', examples('backfill list'))
    .action(async ({ limit, cursor: from }: { limit: number; cursor?: string }) => {
      const page = await context.withServices(({ app: { historyBackfills } }) =>
        collectPages(limit, (cursor, size) => historyBackfills.list({ cursor, limit: size }), from),
      );
      context.finish({
        document: page,
        render: (view) => backfillTable(view, page.items) + moreHint(page),
      });
    });
  backfill
    .command('status')
    .description('How far a back-fill is, unit by unit.')
    .argument('<id>', 'number of the back-fill', idArgument)
    .addHelpText('after', examples('backfill status 3', 'backfill status 3 --json'))
    .action(async (id: number) => {
      context.finish(
        await context.withServices(async ({ app }) => {
          const backfills = app.historyBackfills;
          return unitsOutcome(await found(backfills, id), await backfills.units(id));
        }),
      );
    });
}

function rangeOption(flag: string, description: string): Option {
  return new Option(`${flag} <year|day>`, description).argParser((text) => {
    const end = parseRangeEnd(text);
    if (end) return end;
    throw usageError(`${flag} "${text}" is neither a season nor a day`, RANGE_REMEDY);
  });
}

function partsArgument(text: string): readonly HistoryPart[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const unknown = words.find((word) => !HISTORY_PARTS.some((part) => part === word));
  if (unknown !== undefined)
    throw usageError(
      `"${unknown}" is no part of the past`,
      `Use one or several of: ${HISTORY_PARTS.join(', ')}.`,
    );
  return HISTORY_PARTS.filter((part) => words.includes(part));
}

function momentsArgument(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const unknown = words.find((word) => beforeStartMs(word) === undefined);
  if (unknown !== undefined) throw usageError(`"${unknown}" is no moment before a start`, MOMENT_REMEDY);
  return [...new Set(words)];
}

async function estimate(backfills: HistoryBackfills, request: BackfillRequest): Promise<Outcome> {
  const outlook = await backfills.outlook(request);
  return { document: { outlook }, render: () => outlookWords(outlook) };
}

type Starting = { options: StartOptions; context: CommandContext; sleep: () => Promise<void> };

async function start(
  backfills: HistoryBackfills,
  request: BackfillRequest,
  { options, context, sleep }: Starting,
): Promise<Outcome> {
  context.note(outlookWords(await backfills.outlook(request)));
  const { outlook, ...answer } = await backfills.start(request, {
    actor: operator().name,
    isResumed: options.resume,
    areCostsConfirmed: options.yes,
  });
  if (!answer.ok || !options.wait) return answered(answer, outlook);
  const ended = await waitFor(backfills, answer.backfill, { context, sleep });
  return backfillOutcome(ended, `Back-fill ${ended.id} is ${ended.status}.`, outlook);
}

async function waitFor(
  backfills: HistoryBackfills,
  started: BackfillView,
  { context, sleep }: Pick<Starting, 'context' | 'sleep'>,
): Promise<BackfillView> {
  const progress = context.startProgress('rows read', { isWait: true });
  try {
    let backfill = started;
    while (backfill.status === 'running' || backfill.status === 'paused') {
      progress.update(backfill.rows_read, backfill.done);
      await sleep();
      backfill = await found(backfills, backfill.id);
    }
    return backfill;
  } finally {
    progress.finish();
  }
}

async function found(backfills: HistoryBackfills, id: number): Promise<BackfillView> {
  const backfill = await backfills.get(id);
  if (backfill) return backfill;
  throw new CommandFailure({
    code: 'not_found',
    message: `there is no back-fill ${id}`,
    remedy: `See the back-fills and their numbers with: ${scoracleCommand('backfill list')}`,
  });
}

const REMEDIES = {
  not_found: 'See backfill list for the back-fills and their numbers.',
  conflict: 'Give --resume to go on with it, or see backfill list.',
  costs: 'Give --yes to begin all the same: it waits for the credits that are missing. Or take fewer months.',
} as const;

function answered(answer: BackfillAnswer, outlook?: Outlook): Outcome {
  if (!answer.ok) throw refused(answer, REMEDIES[answer.reason]);
  return backfillOutcome(answer.backfill, answer.message, outlook);
}
