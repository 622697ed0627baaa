import { type Command, Option } from 'commander';
import type { UnknownTeam } from '../../analytics/ratings/stored/give-ratings.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { openSource } from '../open-source.ts';
import { operator } from '../operator.ts';
import { reasonOption } from '../options.ts';
import { plural } from '../output/plain-text.ts';
import { joinSections } from '../output/sections.ts';
import { examples } from '../program.ts';

type Options = { league: string; file: string; source: string; at: Moment; reason?: string };

const MOMENTS = ['season-end', 'season-start'] as const;
type Moment = (typeof MOMENTS)[number];

/** `ratings import`: ratings that teams begin with, or are set to, as somebody published them. */
export function registerRatingsImport(ratings: Command, context: CommandContext): void {
  ratings
    .command('import')
    .description('Give teams the ratings that somebody published: before their first game, or with a season.')
    .requiredOption('--league <name>', 'the league')
    .requiredOption(
      '--file <path>',
      'CSV with team, rating, and season where one belongs to a season; - reads standard input',
    )
    .requiredOption('--source <words>', 'who published them')
    .addOption(
      new Option('--at <moment>', 'what a rating with a season is: that of its end, or of its first game')
        .choices(MOMENTS)
        .default('season-end' satisfies Moment),
    )
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples(
        'ratings import --league NFL --file nfl_1998.csv --source "FiveThirtyEight, nfl-elo-game"',
        'ratings import --league NFL --file reversions.csv --source "FiveThirtyEight" --at season-start',
      ),
    )
    .action((options: Options) => importRatings(options, context));
}

async function importRatings(options: Options, context: CommandContext): Promise<void> {
  const { file, source, at, reason } = options;
  const [{ unpacked }, { readInitialRatings }, { givenOf, giveRatings }, { needRatedLeague }] =
    await Promise.all([
      import('../../loads/read-bytes.ts'),
      import('../../analytics/ratings/read-initial-ratings.ts'),
      import('../../analytics/ratings/stored/give-ratings.ts'),
      import('../../analytics/ratings/stored/league-rules.ts'),
    ]);
  const result = await context.withServices(async ({ app }) => {
    const { db } = app.database;
    const { league } = withLeagueNamed(await app.leagueRegister.current(), { league: options.league });
    await needRatedLeague(db, league);
    const { chunks, name } = await openSource(file, context.stdin);
    const read = await readInitialRatings(unpacked(chunks), { source: name, nameOf: (team) => team });
    const teams = await app.teamService.list({ league });
    const moment = at === 'season-end' ? 'season_end' : 'season_start';
    const { given, unknown } = givenOf(read, teams, { league, moment });
    const kept = await giveRatings(db, given, { source, actor: operator(reason), league });
    return { league, ...kept, unknown };
  });
  const { league, written, same, unknown } = result;
  context.finish({
    document: result,
    exitCode: exitCodeOf(unknown.length, written + same),
    render: () =>
      joinSections(
        `${plural(written, 'rating')} of ${league} given${same > 0 ? `, ${plural(same, 'rating')} known already` : ''}. Ratings of games follow within a minute.`,
        unknownWords(unknown),
      ),
  });
}

function exitCodeOf(unknown: number, known: number) {
  if (unknown === 0) return EXIT_CODES.done;
  return known === 0 ? EXIT_CODES.failed : EXIT_CODES.inPart;
}

function unknownWords(unknown: readonly UnknownTeam[]): string {
  if (unknown.length === 0) return '';
  const lines = unknown.slice(0, 10).map(({ problem, remedy }) => `  ${problem}. ${remedy}`);
  const more = unknown.length > lines.length ? `\n  and ${unknown.length - lines.length} more` : '';
  return `${plural(unknown.length, 'team')} left out:\n${lines.join('\n')}${more}`;
}
