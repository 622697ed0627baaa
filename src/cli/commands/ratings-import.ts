import { type Command, Option } from 'commander';
import type { ImportedRatings } from '../../analytics/ratings/stored/import-ratings.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { openSource } from '../open-source.ts';
import { operator } from '../operator.ts';
import { reasonOption } from '../options.ts';
import { plural } from '../output/plain-text.ts';
import { joinSections } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { league: string; file: string; source: string; at: Moment; reason?: string };

/** Rows in quarantine that are shown; the list has all. */
const SHOWN = 10;

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
    .action((options: Options) => importFile(options, context));
}

async function importFile(options: Options, context: CommandContext): Promise<void> {
  const { file, source, at, reason } = options;
  const [{ unpacked }, { readInitialRatings }, { importRatings }, { needRatedLeague }] = await Promise.all([
    import('../../loads/read-bytes.ts'),
    import('../../analytics/ratings/read-initial-ratings.ts'),
    import('../../analytics/ratings/stored/import-ratings.ts'),
    import('../../analytics/ratings/stored/league-rules.ts'),
  ]);
  const result = await context.withServices(async ({ app }) => {
    const { db } = app.database;
    const { league } = withLeagueNamed(await app.leagueRegister.current(), { league: options.league });
    const { sport } = await needRatedLeague(db, league);
    const { chunks, name: fileName } = await openSource(file, context.stdin);
    const read = await readInitialRatings(unpacked(chunks), { source: fileName, nameOf: (team) => team });
    const moment = at === 'season-end' ? 'season_end' : 'season_start';
    const { clock, parserVersion } = app;
    return importRatings({ db, clock, parserVersion }, read, await app.teamService.list({ league }), {
      league,
      sport,
      moment,
      source,
      fileName,
      actor: operator(reason),
    });
  });
  const { league, written, same, quarantined_rows: waiting } = result;
  context.finish({
    document: result,
    exitCode: exitCodeOf(waiting.length, written + same),
    render: (view) =>
      joinSections(
        `${plural(written, 'rating')} of ${league} given${same > 0 ? `, ${plural(same, 'rating')} known already` : ''}. Ratings of games follow within a minute.`,
        waitingWords(result, view),
      ),
  });
}

function exitCodeOf(waiting: number, known: number) {
  if (waiting === 0) return EXIT_CODES.done;
  return known === 0 ? EXIT_CODES.failed : EXIT_CODES.inPart;
}

function waitingWords({ quarantined_rows: waiting }: ImportedRatings, { colors }: View): string {
  if (waiting.length === 0) return '';
  const lines = waiting
    .slice(0, SHOWN)
    .map(({ line, problem, remedy }) => `  line ${line}: ${problem}\n    ${colors.dim(remedy)}`);
  const list = scoracleCommand('load-quarantine list', { options: { '--dataset': 'ratings' } });
  return [colors.yellow('In quarantine:'), ...lines, `All that wait: ${list}`].join('\n');
}
