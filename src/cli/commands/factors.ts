import type { Command } from 'commander';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { CommandContext } from '../context.ts';
import { factorsOutcome } from '../factors-outcome.ts';
import { openSource } from '../open-source.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';

type ComputeOptions = { file: string; opponents?: string; exponent?: string; csv?: boolean };

/** Columns of opponents' totals are led by this where a table has both. */
const OPPONENTS_PREFIX = 'opp_';

export function registerFactors(program: Command, context: CommandContext): void {
  const factors = program
    .command('factors')
    .description('Ratings, pace and the four factors of basketball teams.')
    .addHelpText('after', examples('factors compute --file totals.csv --opponents opponents.csv'));
  factors
    .command('compute')
    .description(
      'Ratings, pace, four factors, shooting and Pythagorean wins of any table of totals; no database is needed.',
    )
    .requiredOption(
      '--file <path>',
      'totals as CSV, a row a team: team, fg, fga, x3p, x3pa, ft, fta, orb, drb, tov, pts, mp, and g; packed with gzip or not; - reads standard input',
    )
    .option(
      '--opponents <path>',
      'what the opponents of each team made, in columns of the same names, led by opp_ or not; without it possessions are the simple ones',
    )
    .option('--exponent <number>', 'of the Pythagorean wins (default: that of the league, 14)')
    .option('--csv', 'print the rows as CSV')
    .addHelpText(
      'after',
      examples(
        'factors compute --file totals.csv --opponents opponents.csv',
        'factors compute --file totals.csv --opponents opponents.csv --csv',
        'factors compute --file - --json < totals.csv',
      ),
    )
    .action((options: ComputeOptions, command: Command) => compute(options, command, context));
}

async function compute(options: ComputeOptions, command: Command, context: CommandContext): Promise<void> {
  const { file, opponents, csv: isCsv = false } = options;
  if (isCsv && command.optsWithGlobals()['json'] === true)
    throw usageError('--csv and --json are two forms of one result', 'Leave one out.');
  if (file === '-' && opponents === '-')
    throw usageError('standard input holds one file', 'Name a file after --file or --opponents.');
  const exponent = exponentOf(options.exponent);
  const { computeFactors } = await import('../../analytics/factors/compute-factors.ts');
  const totals = await read(file, context);
  const others = opponents === undefined ? undefined : await read(opponents, context, OPPONENTS_PREFIX);
  const computed = computeFactors(totals, others, exponent);
  for (const note of computed.notes) context.note(note);
  context.finish(factorsOutcome({ ...computed, isCsv }));
}

function exponentOf(text: string | undefined): number {
  if (text === undefined) return knownExponent();
  const exponent = /^\d{1,2}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (exponent > 0) return exponent;
  throw usageError(`${JSON.stringify(text)} is no exponent`, 'Write a number above 0, such as 14 or 13.91.');
}

/** The exponent of the sport whose formulas these are. */
function knownExponent(): number {
  const sport = Object.values(SPORT_FACTS).find(({ hasFourFactors }) => hasFourFactors);
  if (sport?.ratings === undefined) throw new Error('no sport has four factors');
  return sport.ratings.pythagorean.exponent;
}

async function read(file: string, { stdin }: CommandContext, prefix?: string) {
  const [{ readTotals }, { unpacked }] = await Promise.all([
    import('../../analytics/factors/read-totals.ts'),
    import('../../loads/read-bytes.ts'),
  ]);
  const { chunks, name } = await openSource(file, stdin);
  return readTotals(unpacked(chunks), { source: name, ...(prefix === undefined ? {} : { prefix }) });
}
