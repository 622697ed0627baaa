import { type Command, InvalidArgumentError, Option } from 'commander';
import { GAME_TYPES } from '../../domain/game-type.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { BoxScoreSport } from '../../domain/sport.ts';
import type { SeasonStats, SeasonStatsQuery, SeasonStatsRow } from '../../datasets/season/queries.ts';
import { UnknownFigureError } from '../../datasets/season/unknown-figure.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { SeasonEntity } from '../../sports/sport-definition.ts';
import type { CommandContext } from '../context.ts';
import { limitArgument, seasonOption, boxScoreSportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type SeasonStatsOptions = {
  sport: BoxScoreSport;
  season: number;
  of: SeasonEntity;
  league?: string;
  team?: string;
  player?: string;
  gameType: string;
  top: number;
  by?: string;
  perGame?: boolean;
  minGames?: number;
  byTeam?: boolean;
};

/** `query season-stats`: totals, averages and percentages of a season, added up from game lines. */
export function registerSeasonStats(query: Command, context: CommandContext): void {
  query
    .command('season-stats')
    .description('Totals, averages and percentages of a season, of players or teams.')
    .addOption(boxScoreSportOption('sport of the season').makeOptionMandatory())
    .addOption(seasonOption().makeOptionMandatory())
    .addOption(
      new Option('--of <who>', 'whose figures')
        .choices(['player', 'team'] as const)
        .default('player' as const),
    )
    .option('--league <name>', 'only this league')
    .option('--team <name>', 'only this team: name, abbreviation or id')
    .option('--player <name>', 'only players whose name holds this, or an id')
    .addOption(
      new Option('--game-type <type>', 'kind of games; all: those that count (no preseason, no All-Star)')
        .choices([...GAME_TYPES, 'all'])
        .default('regular'),
    )
    .addOption(new Option('--top <n>', 'rows at the most').argParser(limitArgument).default(20))
    .option('--by <figure>', 'order by this figure, such as points or three_point_percentage')
    .option('--per-game', "order by the figure's average")
    .addOption(new Option('--min-games <n>', 'leave out who has fewer games').argParser(gamesArgument))
    .option('--by-team', "a row for each of a player's teams")
    .addHelpText(
      'after',
      examples(
        'query season-stats --sport NBA --season 2025 --top 10 --by points',
        'query season-stats --sport NFL --season 2025 --of team --by total_yards --per-game',
        'query season-stats --sport FOOTBALL --season 2025 --league "Serie A" --by goals --json',
      ),
    )
    .action(async ({ perGame, byTeam, top, ...rest }: SeasonStatsOptions) => {
      const stats = await context.withServices(async ({ app, datasetRefresher, seasonStats }) => {
        const wanted = withLeagueNamed(await app.leagueRegister.current(), rest);
        // What no control process has added up yet, so that the answer is of now.
        await datasetRefresher.refresh();
        return readOrExplain(seasonStats, { ...wanted, isPerGame: perGame, isByTeam: byTeam, limit: top });
      });
      context.finish({
        document: stats,
        render: (view) => view.table(columnsOf(stats, view), stats.items, 'No figures match.') + notes(stats),
      });
    });
}

function gamesArgument(text: string): number {
  const value = Number(text.trim() === '' ? Number.NaN : text);
  if (Number.isInteger(value) && value >= 0 && value <= 1_000) return value;
  throw new InvalidArgumentError('Give a whole number from 0 to 1000.');
}

async function readOrExplain(
  read: (query: SeasonStatsQuery) => Promise<SeasonStats>,
  query: SeasonStatsQuery,
): Promise<SeasonStats> {
  try {
    return await read(query);
  } catch (error) {
    if (!(error instanceof UnknownFigureError)) throw error;
    throw usageError(`--by: ${error.message}`, 'Add --json to see every figure of each row.');
  }
}

function columnsOf(stats: SeasonStats, view: View): Column<SeasonStatsRow>[] {
  const isHighlighted = SPORT_FACTS[stats.sport].display.season[stats.of].some(
    ([figure]) => figure === `${stats.per_game ? '/' : ''}${stats.by}`,
  );
  const own: (readonly [string, string])[] =
    isHighlighted || stats.by === 'games' || stats.by === 'starts'
      ? []
      : [
          [
            `${stats.per_game ? '/' : ''}${stats.by}`,
            `${stats.by}${stats.per_game ? '/g' : ''}`.toUpperCase(),
          ],
        ];
  return [
    { title: 'NAME', text: (row) => row.name, style: (text) => view.colors.bold(text), minWidth: 12 },
    ...(stats.of === 'player'
      ? [{ title: 'TEAM', text: (row: SeasonStatsRow) => row.teams.join(', '), yields: 2, minWidth: 8 }]
      : []),
    { title: 'LEAGUE', text: (row) => row.league, yields: 3, minWidth: 6, isOptional: true },
    { title: 'GAMES', text: (row) => row.games, align: 'right' },
    ...[...own, ...SPORT_FACTS[stats.sport].display.season[stats.of]].map(
      ([figure, title]): Column<SeasonStatsRow> => ({
        title,
        text: (row) => figureOf(row, figure),
        align: 'right',
      }),
    ),
  ];
}

function figureOf(row: SeasonStatsRow, figure: string): number | null {
  if (figure.startsWith('/')) return row.averages[figure.slice(1)] ?? null;
  return row.totals[figure] ?? row.rates[figure] ?? row.best[figure] ?? null;
}

function notes({ changes_waiting: waiting }: SeasonStats): string {
  return waiting === 0 ? '' : `\n${waiting} changes of game lines are being added up right now.`;
}
