import type { Command } from 'commander';
import type { App } from '../../app/app.ts';
import type { PlayedSeason } from '../../app/play-season.ts';
import type { Sport } from '../../domain/sport.ts';
import type { PlannedGame } from '../../monitoring/planning/season-work.ts';
import type { SeasonDay, SeasonHost } from '../../monitoring/planning/simulate-season.ts';
import type { CommandContext } from '../context.ts';
import { openSource } from '../open-source.ts';
import { limitArgument, seasonOption, sportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { countWords, plural } from '../output/plain-text.ts';
import { facts, joinSections, section } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type SimulateOptions = {
  sport?: Sport;
  season: number;
  file?: string;
  league?: string;
  timezone?: string;
  plan?: string;
  perDay?: number;
  perMinute?: number;
  workers: number;
  concurrency?: number;
  secondsPerGame: number;
};

/** Days that the table shows: those that do not suffice or are late, else the busiest. */
const DAYS_SHOWN = 12;

export function registerSimulate(program: Command, context: CommandContext): void {
  const simulate = program
    .command('simulate')
    .description('Play a schedule on a virtual clock, for planning.')
    .addHelpText('after', examples('simulate season --sport NBA --season 2025 --plan pro --workers 1'));
  simulate
    .command('season')
    .description('Calls by day, days that do not suffice, lateness, and the workers that a season needs.')
    .addOption(sportOption('sport of the season (default: all of them)'))
    .addOption(seasonOption().makeOptionMandatory())
    .option(
      '--file <path>',
      'schedule file to play; - for standard input (default: the games in the database)',
    )
    .option('--league <name>', 'league of a file that names none')
    .option('--timezone <zone>', 'zone of a file that names none')
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
    .action(async (options: SimulateOptions) => {
      const result = await context.withServices(async ({ app }) => {
        const games =
          options.file === undefined
            ? await gamesOfDatabase(app, options)
            : await gamesOfFile(options, options.file, { context, app });
        if (games.length === 0)
          throw usageError(
            'There is no game to play.',
            'Name a file with --file, or ingest the schedule of this season.',
          );
        const { playSeason } = await import('../../app/play-season.ts');
        return playSeason(app, games, options).catch((error: unknown) => {
          if (error instanceof RangeError) throw usageError(error.message, 'See `simulate season --help`.');
          throw error;
        });
      });
      context.finish({ document: result, render: (view) => renderSeason(result, view) });
    });
}

async function gamesOfDatabase(app: App, season: SimulateOptions): Promise<readonly PlannedGame[]> {
  const { seasonGames } = await import('../../monitoring/facts/season-games.ts');
  return seasonGames.read(app.database.db, season);
}

async function gamesOfFile(
  options: SimulateOptions,
  file: string,
  { context, app }: { context: CommandContext; app: App },
): Promise<PlannedGame[]> {
  const { sport } = options;
  if (sport === undefined)
    throw usageError('A file is of one sport.', 'Say which: --sport NBA, NFL or FOOTBALL.');
  const { readGamesOfFile } = await import('../read-games-of-file.ts');
  const source = await openSource(file, context.stdin);
  return readGamesOfFile(source, { ...options, sport, leagues: await app.leagueRegister.current() });
}

function renderSeason(result: PlayedSeason, view: View): string {
  const { days, limits } = result;
  const short = days.filter(({ suffices }) => !suffices);
  const late = days.reduce((sum, day) => sum + day.late.over_10_minutes, 0);
  const worst = days.filter((day) => !day.suffices || day.late.over_10_minutes > 0);
  const shown = (worst.length > 0 ? worst : days.toSorted((one, other) => other.calls - one.calls)).slice(
    0,
    DAYS_SHOWN,
  );
  return joinSections(
    section(
      view,
      `${plural(result.games, 'game')} with ${plural(result.workers, 'worker')} of ${result.concurrency} on the plan ${result.plan}`,
      facts([
        [
          'calls',
          `${countWords(result.calls)} for ${plural(result.runs, 'run')}, at most ${countWords(limits.perDay)} a day and ${countWords(limits.perMinute)} a minute`,
        ],
        ...result.hosts.map((host): [string, string] => [`peak at ${host.host}`, peakWords(host)]),
        [
          'days that do not suffice',
          short.length === 0 ? 'none' : `${short.length} of ${days.length}, the first ${short[0]?.day}`,
        ],
        ['games over 10 minutes late', countWords(late)],
        ['workers needed', countWords(result.workers_needed)],
      ]),
    ),
    view.table<SeasonDay>(
      [
        { title: 'DAY (UTC)', text: (row) => row.day },
        { title: 'GAMES', text: (row) => countWords(row.first_passes), align: 'right' },
        { title: 'CORRECTIONS', text: (row) => countWords(row.corrections), align: 'right' },
        { title: 'CALLS', text: (row) => countWords(row.calls), align: 'right' },
        { title: 'LEFT OVER', text: (row) => countWords(row.carried_over), align: 'right' },
        { title: 'LATE', text: (row) => countWords(row.late.over_10_minutes), align: 'right' },
        {
          title: 'WORST',
          text: (row) => `${countWords(Math.round(row.late.worst_seconds / 60))} min`,
          align: 'right',
        },
      ],
      shown,
      '',
    ),
  );
}

/** The busiest day and minute of a host, and what they take of its quota. */
function peakWords({
  busiest_day: day,
  busiest_minute: minute,
  days_over_80_percent: over,
}: SeasonHost): string {
  const share = `${Math.round(day.quota_share * 100)} % of a day`;
  const often = over === 0 ? '' : `; ${plural(over, 'day')} over 80 %`;
  return `${countWords(day.calls)} calls on ${day.day} (${share}), ${countWords(minute.calls)} in a minute${often}`;
}
