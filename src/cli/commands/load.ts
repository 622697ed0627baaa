import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import type { League } from '../../domain/league.ts';
import type { LoadRequest } from '../../odds/load/load-odds.ts';
import type { CommandContext } from '../context.ts';
import { loadOutcome } from '../load-outcome.ts';
import { openSource } from '../open-source.ts';
import { operator } from '../operator.ts';
import { seasonOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';
import type { App } from '../../app/app.ts';

type LoadOptions = {
  dataset: 'odds';
  file: readonly string[];
  preset?: string;
  league?: string;
  prices?: 'american' | 'decimal';
  capturedAt?: string;
  season?: number;
  dryRun?: boolean;
};

export function registerLoad(program: Command, context: CommandContext): void {
  program
    .command('load')
    .description('Load files of published data: odds as change logs, snapshots or bodies of answers.')
    .addOption(new Option('--dataset <name>', 'what the files hold').choices(['odds']).makeOptionMandatory())
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
    .addOption(seasonOption('season of the events, where several teams of it bore one name'))
    .option('--captured-at <instant>', 'when a body was received, where its name does not tell it')
    .option('--dry-run', 'write nothing, tell what would change')
    .addHelpText(
      'after',
      examples(
        'load --dataset odds --file nfl_2025_line_changes.csv.gz',
        'load --dataset odds --file bodies/20251007T004204Z.json.gz --dry-run',
        'load --dataset odds --file odds.json --captured-at 2025-10-07T00:42:04Z --json',
      ),
    )
    .action((options: LoadOptions) => load(options, context));
}

async function load(options: LoadOptions, context: CommandContext): Promise<void> {
  await checkWords(options);
  const files = await listFiles(options.file);
  const progress = context.startProgress('rows read');
  try {
    const results = await context.withServices(async ({ app }) => {
      const [{ loadOdds }, { createPlaceFinder }, { followClosingLines }] = await Promise.all([
        import('../../odds/load/load-odds.ts'),
        import('../../odds/load/event-places.ts'),
        import('../../odds/closing/follow-closing-lines.ts'),
      ]);
      const league = await leagueOf(app, options.league);
      const deps = { db: app.database.db, clock: app.clock, parserVersion: app.parserVersion };
      const finder = await createPlaceFinder(deps.db, league, options.season);
      const done = [];
      for (const [index, file] of files.entries()) {
        const source = await sourceOf(file, context.stdin);
        done.push(
          await loadOdds(deps, {
            ...source.request,
            preset: options.preset,
            prices: options.prices,
            capturedAt: options.capturedAt,
            league,
            finder,
            isDryRun: options.dryRun ?? false,
            actor: operator().name,
            onProgress: (rows) =>
              progress.update(rows, (index + (source.fractionRead() ?? 0)) / files.length),
          }),
        );
      }
      if (options.dryRun !== true) await followClosingLines(deps.db);
      return done;
    });
    progress.finish();
    context.finish(loadOutcome(results));
  } finally {
    progress.finish();
  }
}

/** Tells a layout or an instant that does not exist before the database is asked for. */
async function checkWords({ preset, capturedAt }: LoadOptions): Promise<void> {
  const [{ LOAD_PRESETS }, { readInstant }] = await Promise.all([
    import('../../odds/load/csv-layouts.ts'),
    import('../../odds/load/read-instant.ts'),
  ]);
  if (preset !== undefined && !LOAD_PRESETS.includes(preset)) {
    throw usageError(`there is no layout "${preset}"`, `Layouts are ${LOAD_PRESETS.join(', ')}.`);
  }
  if (capturedAt !== undefined && readInstant(capturedAt, false) === undefined) {
    throw usageError(
      `"${capturedAt}" is no instant with a zone`,
      'Write it like this: --captured-at 2025-10-07T00:42:04Z.',
    );
  }
}

async function leagueOf(app: App, name: string | undefined): Promise<League | undefined> {
  if (name === undefined) return undefined;
  const leagues = await app.leagueRegister.current();
  const league = leagues.findOfAnySport(name);
  if (league !== undefined) return league;
  const known = leagues.all.map((one) => one.name).join(', ');
  throw usageError(`there is no league "${name}"`, `Leagues are ${known}.`);
}

/** Files as they are named; of a folder those in it, by name. */
async function listFiles(paths: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    paths.map(async (one) => {
      if (one === '-' || !(await isFolder(one))) return [one];
      const entries = await readdir(one, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      return names.toSorted().map((name) => path.join(one, name));
    }),
  );
  const files = lists.flat();
  if (files.length > 0) return files;
  throw usageError('there are no files in the folder', 'Name a file, or a folder with files.');
}

async function isFolder(file: string): Promise<boolean> {
  // What is not there is told when it is opened.
  return stat(file).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

type FileSource = {
  request: Pick<LoadRequest, 'open' | 'sourceName'>;
  fractionRead: () => number | undefined;
};

/** A file is read twice, for its hash and for its rows; what comes by standard input is kept for that. */
async function sourceOf(file: string, stdin: NodeJS.ReadStream): Promise<FileSource> {
  let newest = await openSource(file, stdin);
  const { name, fractionRead } = newest;
  if (file !== '-') {
    const open = async () => {
      newest = await openSource(file, stdin);
      return newest.chunks;
    };
    return { request: { open, sourceName: name }, fractionRead: () => newest.fractionRead() };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of newest.chunks) chunks.push(Buffer.from(chunk));
  const open = () => Promise.resolve(Readable.from(chunks));
  return { request: { open, sourceName: name }, fractionRead };
}
