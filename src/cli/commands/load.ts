import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import { listFiles } from '../loads/load-files.ts';
import type { LoadOption, LoadOptions, LoadableDataset } from '../loads/loadable-dataset.ts';
import { LOADABLE_DATASETS } from '../loads/loadable-datasets.ts';
import { acceptArgument, seasonOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';

/** Files of published data. What a dataset is and how it is loaded is its entry among `LOADABLE_DATASETS`. */
export function registerLoad(program: Command, context: CommandContext): void {
  const names = LOADABLE_DATASETS.map(({ name }) => name);
  const held = LOADABLE_DATASETS.map(({ name, what }) => `${name} (${what})`).join('; ');
  program
    .command('load')
    .description(`Load files of published data: ${held}.`)
    .addOption(new Option('--dataset <name>', 'what the files hold').choices(names).makeOptionMandatory())
    .requiredOption(
      '--file <paths...>',
      'files, packed with gzip or not, or folders of them; - reads standard input',
    )
    .option('--preset <name>', 'layout of the files; recognised by their header or shape when left out')
    .option('--league <name>', 'league of the events; found by the names of their teams when left out')
    .addOption(
      new Option(
        '--prices <format>',
        'how prices are written; found by the first rows when left out',
      ).choices(['american', 'decimal']),
    )
    .addOption(
      seasonOption('season of events whose teams share a name; of box scores, the one that is loaded'),
    )
    .option('--captured-at <instant>', 'when a body was received, where its name does not tell it')
    .option('--with-games', 'of archives of lines: bring in their games first, as schedules are')
    .addOption(
      new Option(
        '--accept <readings>',
        'with --with-games: which reading of rows that contradict what is known is meant',
      ).argParser(acceptArgument),
    )
    .option(
      '--newer-copy',
      'of archives of lines: the file is newer than its copies that were loaded; lines that it has no longer are taken back',
    )
    .option('--dry-run', 'write nothing, tell what would change')
    .addHelpText('after', examples(...LOADABLE_DATASETS.flatMap((dataset) => dataset.examples)))
    .action((options: LoadOptions) => load(options, context));
}

async function load(options: LoadOptions, context: CommandContext): Promise<void> {
  const dataset = LOADABLE_DATASETS.find(({ name }) => name === options.dataset);
  if (!dataset) throw new RangeError(`nobody loads ${options.dataset}`);
  refuseForeign(dataset, options);
  const opened = await dataset.open();
  opened.checkWords?.(options);
  const files = await listFiles(options.file);
  const progress = context.startProgress('rows read');
  try {
    const onProgress = (rows: number, part: number): void => progress.update(rows, part);
    const outcome = await opened.load({ options, files, onProgress }, context);
    progress.finish();
    context.finish(outcome);
  } finally {
    progress.finish();
  }
}

const WRITTEN: Readonly<Record<LoadOption, string>> = {
  preset: '--preset',
  league: '--league',
  prices: '--prices',
  capturedAt: '--captured-at',
  season: '--season',
  withGames: '--with-games',
  accept: '--accept',
  newerCopy: '--newer-copy',
};

/** An option that says nothing of this dataset was meant for another. */
function refuseForeign({ name, takes }: LoadableDataset, options: LoadOptions): void {
  for (const [option, written] of Object.entries(WRITTEN) as [LoadOption, string][]) {
    if (options[option] === undefined || takes.includes(option)) continue;
    const others = LOADABLE_DATASETS.filter((one) => one.takes.includes(option)).map((one) => one.name);
    throw usageError(`files of ${name} take no ${written}`, `Leave it out; it is for ${others.join(', ')}.`);
  }
}
