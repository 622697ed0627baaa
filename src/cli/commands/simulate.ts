import type { Command } from 'commander';
import type { App } from '../../app/app.ts';
import type { PlayedSeason } from '../../app/play-season.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import type { PlannedGame } from '../../monitoring/planning/season-work.ts';
import type { AcceptedReading } from '../../schedule/accepted-readings.ts';
import type { ClockStyle } from '../../schedule/parse/parsed-game.ts';
import type { CommandContext } from '../context.ts';
import { openSource } from '../open-source.ts';
import { limitArgument, seasonOption, sportOption, withAnswerOptions } from '../options.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';
import type { PlayableFile } from '../read-games-of-file.ts';
import { seasonOutcome } from '../season-outcome.ts';

type SimulateOptions = {
  sport?: Sport;
  season: number;
  file?: string;
  league?: string;
  timezone?: string;
  dateFormat?: string;
  clock?: ClockStyle;
  accept?: readonly AcceptedReading[];
  strict?: true;
  plan?: string;
  perDay?: number;
  perMinute?: number;
  workers: number;
  concurrency?: number;
  secondsPerGame: number;
};

export function registerSimulate(program: Command, context: CommandContext): void {
  const simulate = program
    .command('simulate')
    .description('Play a schedule on a virtual clock, for planning.')
    .addHelpText('after', examples('simulate season --sport NBA --season 2025 --plan pro --workers 1'));
  withAnswerOptions(simulate.command('season'))
    .description('Calls by day, days that do not suffice, lateness, and the workers that a season needs.')
    .addOption(sportOption('sport of the season (default: all of them)'))
    .addOption(seasonOption().makeOptionMandatory())
    .option(
      '--file <path>',
      'schedule file to play; - for standard input (default: the games in the database)',
    )
    .option('--league <name>', 'league of a file that names none')
    .option('--strict', 'play nothing at all when a single row of the file cannot be used')
    .option('--plan <plan>', 'plan of the account (default: as configured)')
    .option('--per-day <calls>', 'calls of a day, where they differ from the plan', limitArgument)
    .option('--per-minute <calls>', 'calls of a minute, where they differ from the plan', limitArgument)
    .option('--workers <n>', 'worker processes', limitArgument, 1)
    .option(
      '--concurrency <n>',
      'games that a worker reads side by side (default: MAX_CONCURRENT_SEEDS)',
      limitArgument,
    )
    .option('--seconds-per-game <n>', 'how long reading a game takes', limitArgument, 5)
    .addHelpText(
      'after',
      examples(
        'simulate season --season 2025',
        'simulate season --sport NBA --season 2025',
        'simulate season --sport NBA --season 2025 --file nba.csv --plan free --json',
      ),
    )
    .action((options: SimulateOptions) => simulateSeason(options, context));
}

async function simulateSeason(options: SimulateOptions, context: CommandContext): Promise<void> {
  const result = await context.withServices(async ({ app }) => {
    const { games, file } =
      options.file === undefined
        ? { games: await gamesOfDatabase(app, options), file: undefined }
        : await gamesOfFile(options, options.file, { context, app });
    const isRefused = options.strict === true && (file?.refused.length ?? 0) > 0;
    if (isRefused || (games.length === 0 && file !== undefined)) return { file };
    if (games.length === 0)
      throw usageError(
        'There is no game to play.',
        'Name a file with --file, or ingest the schedule of this season.',
      );
    return { file, played: await play(app, games, options) };
  });
  context.finish(seasonOutcome(result, context.commandWith));
}

async function play(
  app: App,
  games: readonly PlannedGame[],
  options: SimulateOptions,
): Promise<PlayedSeason> {
  const { playSeason } = await import('../../app/play-season.ts');
  try {
    return await playSeason(app, games, options);
  } catch (error) {
    if (error instanceof RangeError) throw usageError(error.message, 'See `simulate season --help`.');
    throw error;
  }
}

async function gamesOfDatabase(app: App, season: SimulateOptions): Promise<readonly PlannedGame[]> {
  const { seasonGames } = await import('../../monitoring/facts/season-games.ts');
  return seasonGames.read(app.database.db, season);
}

async function gamesOfFile(
  options: SimulateOptions,
  path: string,
  { context, app }: { context: CommandContext; app: App },
): Promise<{ games: readonly PlannedGame[]; file: Omit<PlayableFile, 'games'> }> {
  const { sport, season, league, timezone, dateFormat, clock, accept } = options;
  if (sport === undefined)
    throw usageError('A file is of one sport.', `Say of which with --sport: ${SPORTS.join(', ')}.`);
  const { readGamesOfFile } = await import('../read-games-of-file.ts');
  const source = await openSource(path, context.stdin);
  const asked = {
    sport,
    season,
    timezone,
    dateFormat,
    clock,
    accept,
    ...(league === undefined ? {} : { league }),
  };
  const { games, ...file } = await readGamesOfFile(app.database.db, source, asked);
  return { games, file };
}
