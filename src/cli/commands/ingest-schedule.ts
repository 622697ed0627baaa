import { type Command, Option } from 'commander';
import type { Leagues } from '../../domain/league.ts';
import { shellWord } from '../../domain/shell-command.ts';
import { PROVIDER_NAMES } from '../../config/provider-names.ts';
import { collectOldHeapAfter } from '../../platform/old-heap.ts';
import { keepYoungHeapSmall, letYoungHeapGrow } from '../../platform/young-heap.ts';
import { ScheduleFileError } from '../../schedule/parse/schedule-file-error.ts';
import type { CommandContext } from '../context.ts';
import { ingestOutcome } from '../ingest-outcome.ts';
import { ingestFromProvider } from '../ingest-from-provider.ts';
import { openSource } from '../open-source.ts';
import { operator } from '../operator.ts';
import { columnsArgument, pastOption, seasonOption, sportOption, withAnswerOptions } from '../options.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';
import type { IngestScheduleOptions } from '../ingest-schedule-options.ts';

/** What an ingest takes for new objects: rows are read, packed and forgotten, and more saves nothing worth it. */
const YOUNG_HEAP_BYTES = 16 * 1024 * 1024;

/** A great deal passes through and little of it stays. */
const OLD_HEAP_GROWTH_PERCENT = 50;

export function registerIngestSchedule(program: Command, context: CommandContext): void {
  const command = program
    .command('ingest-schedule')
    .description('Bring a season up to date with a schedule file or the API: games and their seeding tasks.');
  withAnswerOptions(command)
    .option('--file <path>', 'CSV or JSON file; - reads standard input')
    .addOption(
      offering(
        new Option(
          '--from <provider>',
          'ask this provider, and no other, instead of reading a file: one call for each league',
        ),
        PROVIDER_NAMES,
      ).conflicts(['file', 'timezone', 'preset', 'columns', 'dateFormat', 'clock']),
    )
    .addOption(sportOption('sport of the file').makeOptionMandatory())
    .addOption(seasonOption().makeOptionMandatory())
    .option('--league <name>', 'league of the rows that name none; needed where a sport has several')
    .addOption(
      new Option('--format <format>', 'how to read the file')
        .choices(['auto', 'csv', 'json'])
        .default('auto'),
    )
    .option('--preset <name>', 'layout of the file; recognised by its header or shape when left out')
    .option('--columns <pairs>', "the file's own column names: home=HomeTeam,away=AwayTeam", columnsArgument)
    .addOption(pastOption())
    .option('--sync', 'cancel games that are no longer in the file')
    .option(
      '--confirm-cancellations',
      'with --sync: cancel what is missing although it is more than leagues call off, or rows were refused',
    )
    .option('--strict', 'write nothing at all when a single row cannot be used')
    .option('--dry-run', 'write nothing, show what would change')
    .addHelpText(
      'after',
      examples(
        'ingest-schedule --file nba_2025.csv --sport NBA --season 2025 --timezone America/New_York',
        'ingest-schedule --file epl.csv --sport FOOTBALL --league "Premier League" --season 2025 --dry-run',
        `ingest-schedule --from ${shellWord(PROVIDER_NAMES[0])} --sport FOOTBALL --league "La Liga" --season 2025`,
        'ingest-schedule --file - --format json --sport NFL --season 2025 --json < week15.json',
      ),
    )
    .action((options: IngestScheduleOptions) => ingestSchedule(options, context));
}

/** Offers words in help and completion without refusing others: an installation may have more providers. */
function offering(option: Option, words: readonly string[]): Option {
  option.argChoices = [...words];
  return option;
}

async function ingestSchedule(options: IngestScheduleOptions, context: CommandContext): Promise<void> {
  const { from, file } = options;
  if (from !== undefined) return ingestFromProvider({ ...options, from }, context);
  if (file === undefined) {
    throw usageError(
      'neither --file nor --from is given',
      `Name a file (--file schedule.csv), or ask the provider: --from ${shellWord(PROVIDER_NAMES[0])}.`,
    );
  }
  keepYoungHeapSmall();
  letYoungHeapGrow(YOUNG_HEAP_BYTES);
  collectOldHeapAfter(OLD_HEAP_GROWTH_PERCENT);
  await checkWords(options);
  const source = await openSource(file, context.stdin);
  const progress = context.startProgress('rows read');
  try {
    const result = await context.withServices(async ({ app }) => {
      await checkLeague(options, await app.leagueRegister.current());
      return app.ingestService.ingest({
        ...requestOf(options),
        source: source.chunks,
        sourceName: source.name,
        actor: operator().name,
        onProgress: (rowsRead) => progress.update(rowsRead, source.fractionRead()),
      });
    });
    progress.finish();
    context.finish(ingestOutcome(result, source.name, context.commandWith));
  } finally {
    progress.finish();
  }
}

/** What the options ask of an ingest, whatever its source is. */
function requestOf(options: IngestScheduleOptions) {
  const { sport, timezone, format, preset, columns, dateFormat, clock, accept, acceptReason, past } = options;
  return {
    sport,
    timezone,
    format,
    preset,
    columns,
    dateFormat,
    clock,
    accept,
    acceptReason,
    past,
    seasonYear: options.season,
    leagueName: options.league,
    isSync: options.sync ?? false,
    areCancellationsConfirmed: options.confirmCancellations ?? false,
    isDryRun: options.dryRun ?? false,
    isStrict: options.strict ?? false,
  };
}

/** Tells a preset or zone that does not exist before the database is asked for, which has no part in it. */
async function checkWords({ preset, timezone }: IngestScheduleOptions): Promise<void> {
  const [{ needZone }, { presetName }] = await Promise.all([
    import('../../schedule/parse/file-context.ts'),
    import('../../schedule/parse/choose-preset.ts'),
  ]);
  asUsage(() => {
    presetName({ preset });
    if (timezone !== undefined) needZone(timezone);
  });
}

/** Tells a wrong league before the file is read, which has no part in it. */
async function checkLeague(options: IngestScheduleOptions, leagues: Leagues): Promise<void> {
  const { contextFromOptions } = await import('../../schedule/parse/file-context.ts');
  asUsage(() =>
    contextFromOptions({
      sport: options.sport,
      leagues,
      season: options.season,
      leagueName: options.league,
      timezone: options.timezone,
    }),
  );
}

function asUsage(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (error instanceof ScheduleFileError) throw usageError(error.message, error.remedy);
    throw error;
  }
}
