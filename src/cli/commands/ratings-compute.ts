import type { Command } from 'commander';
import type { FileResults } from '../../analytics/ratings/read-results.ts';
import type { Sport } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { RatingRules } from '../../sports/rating-rules.ts';
import type { CommandContext } from '../context.ts';
import { openSource } from '../open-source.ts';
import { sportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';
import { ratingsOutcome } from '../ratings-outcome.ts';

type ComputeOptions = { sport: Sport; file: string; initial?: string; csv?: boolean };

export function registerRatingsCompute(ratings: Command, context: CommandContext): void {
  ratings
    .command('compute')
    .description('Elo of the teams in a file of results: before, probability and after, for each game.')
    .addOption(sportOption('by whose rules').makeOptionMandatory())
    .requiredOption(
      '--file <path>',
      'results as CSV: date, season, home, away, home_score, away_score, and neutral (1 or 0) where some were; packed with gzip or not; - reads standard input',
    )
    .option(
      '--initial <path>',
      'ratings to begin with as CSV: team, rating, and season where one is that of the end of a season',
    )
    .option('--csv', 'print the games as CSV')
    .addHelpText(
      'after',
      examples(
        'ratings compute --sport NBA --file results.csv',
        'ratings compute --sport NFL --file results.csv --initial ratings.csv --csv',
        'ratings compute --sport FOOTBALL --file - --json < results.csv',
      ),
    )
    .action((options: ComputeOptions, command: Command) => compute(options, command, context));
}

async function compute(options: ComputeOptions, command: Command, context: CommandContext): Promise<void> {
  const { sport, file, initial, csv: isCsv = false } = options;
  if (isCsv && command.optsWithGlobals()['json'] === true)
    throw usageError('--csv and --json are two forms of one result', 'Leave one out.');
  if (file === '-' && initial === '-')
    throw usageError('standard input holds one file', 'Name a file after --file or --initial.');
  const rules = rulesOf(sport);
  const { rateGames } = await import('../../analytics/ratings/rate-games.ts');
  const given = initial === undefined ? undefined : await readInitial(initial, rules, context);
  const teams = given?.ratings ?? new Map();
  const results = await readFile(file, sport, rules, context);
  const notes = [...results.notes, ...(given?.notesBeside(results) ?? [])];
  const rating = rateGames(rules.elo, results.games, { from: { teams, leagues: new Map() } });
  for (const note of notes) context.note(note);
  context.finish(ratingsOutcome({ sport, rules, rating, results, notes, given: teams, isCsv }));
}

function rulesOf(sport: Sport): RatingRules {
  const { ratings } = SPORT_FACTS[sport];
  if (ratings === undefined)
    throw usageError(`the constants of ratings of ${sport} have no source`, 'Choose another sport.');
  return ratings;
}

async function readInitial(file: string, { franchiseCodes }: RatingRules, context: CommandContext) {
  const [{ readInitialRatings }, { checkInitial }, { franchiseOf }] = await Promise.all([
    import('../../analytics/ratings/read-initial-ratings.ts'),
    import('../../analytics/ratings/check-initial.ts'),
    import('../../analytics/ratings/franchise-of.ts'),
  ]);
  const { bytes, source } = await opened(file, context);
  const ratings = await readInitialRatings(bytes, {
    source,
    nameOf: (team) => franchiseOf(franchiseCodes, team),
  });
  return { ratings, notesBeside: ({ games }: FileResults) => checkInitial(ratings, games, source) };
}

async function readFile(file: string, sport: Sport, rules: RatingRules, context: CommandContext) {
  const { readResults } = await import('../../analytics/ratings/read-results.ts');
  const { bytes, source } = await opened(file, context);
  return readResults(bytes, {
    source,
    franchiseCodes: rules.franchiseCodes,
    resumedGames: rules.resumedGames,
    canEndLevel: SPORT_FACTS[sport].canEndLevel('regular'),
    doLeaguesMatter: rules.elo.promotedTakeMeanOfRelegated,
  });
}

async function opened(file: string, { stdin }: CommandContext) {
  const { unpacked } = await import('../../loads/read-bytes.ts');
  const { chunks, name } = await openSource(file, stdin);
  return { bytes: unpacked(chunks), source: name };
}
