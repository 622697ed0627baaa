import { type Command, InvalidArgumentError } from 'commander';
import type { StandingRow, StandingsAnswer } from '../../analytics/standings/stored/read-standings.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { dateOption, seasonOption, sportOption } from '../options.ts';
import { refused, usageError } from '../outcome.ts';
import { csvLine } from '../output/csv.ts';
import { examples } from '../program.ts';
import { standingsTable } from '../standings-table.ts';
import { registerStandingsPythagorean } from './standings-pythagorean.ts';
import type { Sport } from '../../domain/sport.ts';

type ShowOptions = { league: string; season?: number; date?: string; csv?: boolean };

export function registerStandings(program: Command, context: CommandContext): void {
  const standings = program
    .command('standings')
    .description('Tables of leagues by their own tie-breaks.')
    .addHelpText('after', examples('standings show --league "Premier League"'));
  standings
    .command('show')
    .description('The table of a league, of today or as it stood, with what parted teams that were level.')
    .requiredOption('--league <name>', 'the league')
    .addOption(seasonOption())
    .addOption(dateOption('--date', 'the table as it stood at the end of this day'))
    .option('--csv', 'print the rows as CSV')
    .addHelpText(
      'after',
      examples(
        'standings show --league NFL --season 2024',
        'standings show --league NBA --date 2026-01-15 --csv',
      ),
    )
    .action((options: ShowOptions, command: Command) => show(options, command, context));
  registerStandingsPythagorean(standings, context);
  registerDeduct(standings, context);
}

async function show(
  { league: named, season, date, csv: isCsv = false }: ShowOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  if (isCsv && command.optsWithGlobals()['json'] === true)
    throw usageError('--csv and --json are two forms of one result', 'Leave one out.');
  const { readStandings } = await import('../../analytics/standings/stored/read-standings.ts');
  const found = await context.withServices(async ({ app }) => {
    const { league } = withLeagueNamed(await app.leagueRegister.current(), { league: named });
    return readStandings(app.database.db, { leagueName: league, seasonYear: season, date });
  });
  if (!found.ok) throw refused({ reason: 'not_found', message: found.message }, found.remedy);
  const { ok: _ok, ...document } = found;
  context.finish({
    document,
    render: (view) => (isCsv ? csvOf(found).trimEnd() : standingsTable(found, view)),
  });
}

function csvOf({ league, season, as_of: asOf, items }: StandingsAnswer & { ok: true }): string {
  const rows = items.map((row) => ({ league, season, as_of: asOf, ...flat(row) }));
  const [first] = rows;
  if (first === undefined) return '';
  return [Object.keys(first), ...rows.map((row) => Object.values(row))].map(csvLine).join('');
}

function flat({ last10, streak, is_shared: isShared, refreshed_at: _at, ...row }: StandingRow) {
  return {
    ...row,
    last10_wins: last10.wins,
    last10_losses: last10.losses,
    last10_level: last10.level,
    streak_result: streak.result,
    streak_games: streak.games,
    is_shared: isShared ? 1 : 0,
  };
}

type DeductOptions = {
  sport: Sport;
  league?: string;
  team: string;
  season: number;
  points: number;
  on: string;
  source: string;
};

function registerDeduct(standings: Command, context: CommandContext): void {
  standings
    .command('deduct')
    .description('Say that points were taken off a team by a decision; the tables since then follow.')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the table; needed where a sport has several')
    .requiredOption('--team <name>', 'a known name of the team, or its id')
    .addOption(seasonOption('year in which the season starts').makeOptionMandatory())
    .requiredOption(
      '--points <n>',
      'points that are taken off; below 0 where some are given back, 0 takes the decision of the day back',
      pointsArgument,
    )
    .addOption(dateOption('--on', 'the day of the decision').makeOptionMandatory())
    .requiredOption('--source <text>', 'where it is said')
    .addHelpText(
      'after',
      examples(
        'standings deduct --sport FOOTBALL --league "Premier League" --team Everton --season 2023 --points 2 --on 2024-04-08 --source "Premier League statement"',
      ),
    )
    .action(async ({ season, on, ...order }: DeductOptions) => {
      const { deductPoints } = await import('../../analytics/standings/stored/deduct-points.ts');
      const result = await context.withServices(({ app }) =>
        deductPoints(app.database.db, { ...order, seasonYear: season, decidedOn: on }, operator(undefined)),
      );
      if (!result.ok)
        throw refused(result, 'See teams list for the teams, and leagues list for the leagues.');
      context.finish({ document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` });
    });
}

/** Reads points from -50 to 50. */
function pointsArgument(text: string): number {
  const points = Number(text);
  if (/^[+-]?\d{1,2}$/.test(text) && Math.abs(points) <= 50) return points;
  throw new InvalidArgumentError('Give a whole number from -50 to 50.');
}
