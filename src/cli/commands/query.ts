import { type Command, Option } from 'commander';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { type Sport, hasBoxScores } from '../../domain/sport.ts';
import {
  GAME_STATUSES,
  type GameStatus,
  SEEDING_STATUSES,
  type SeedingStatus,
} from '../../domain/statuses.ts';
import type { GameRow, GameSide } from '../../read/games/game-row.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import {
  dateOption,
  gameIdArgument,
  limitOption,
  seasonOption,
  sportOption,
  weekArgument,
} from '../options.ts';
import type { Column } from '../output/table.ts';
import { instantWords, relativeWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { noSuchGame } from '../no-such-game.ts';
import { examples } from '../program.ts';
import { taskColumns } from '../task-table.ts';
import { registerQueryChanges } from './query-changes.ts';
import { registerSeasonStats } from './season-stats.ts';

type GameOptions = {
  sport?: Sport;
  league?: string;
  season?: number;
  date?: string;
  from?: string;
  until?: string;
  week?: number;
  status?: GameStatus;
  seedingStatus?: SeedingStatus;
  order: 'asc' | 'desc';
  search?: string;
  limit: number;
  cursor?: string;
};

export function registerQuery(program: Command, context: CommandContext): void {
  const query = program
    .command('query')
    .description('Look up games, tasks and season statistics.')
    .addHelpText(
      'after',
      examples('query games --sport NBA --date 2026-01-15', 'query tasks --game-id 1319'),
    );
  registerQueryGames(query, context);
  registerQueryTasks(query, context);
  registerQueryChanges(query, context);
  registerSeasonStats(query, context);
}

function registerQueryGames(query: Command, context: CommandContext): void {
  query
    .command('games')
    .description('Games by tip-off.')
    .addOption(sportOption('sport of the games'))
    .option('--league <name>', 'only this league')
    .addOption(seasonOption())
    .addOption(dateOption('--date', "day of the games, in the league's zone"))
    .addOption(dateOption('--from', 'first such day'))
    .addOption(dateOption('--until', 'last such day'))
    .addOption(new Option('--week <n>', 'week or matchday').argParser(weekArgument))
    .addOption(new Option('--status <status>', 'only games that stand so').choices([...GAME_STATUSES]))
    .addOption(
      new Option('--seeding-status <status>', 'only games whose statistics stand so').choices([
        ...SEEDING_STATUSES,
      ]),
    )
    .addOption(
      new Option('--order <order>', 'by tip-off, the first or the last first')
        .choices(['asc', 'desc'])
        .default('asc'),
    )
    .option('--search <text>', 'teams, a label such as "LAL @ GSW 2026-01-15", or ids')
    .addOption(limitOption(50))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addHelpText(
      'after',
      examples(
        'query games --sport NBA --date 2026-01-15',
        'query games --sport NFL --season 2025 --week 15 --json',
        'query games --league "La Liga" --from 2026-01-01 --until 2026-01-31 --seeding-status failed',
      ),
    )
    .action(async ({ limit, cursor, search, ...filter }: GameOptions) => {
      const page = await context.withServices(async ({ app, gameQueries }) => {
        const wanted = withLeagueNamed(await app.leagueRegister.current(), filter);
        return collectPages(
          limit,
          (from, size) => gameQueries.list({ ...wanted, text: search, cursor: from, limit: size }),
          cursor,
        );
      });
      context.finish({
        document: page,
        render: (view) => view.table(gameColumns(view), page.items, 'No games match.') + moreHint(page),
      });
    });
}

function registerQueryTasks(query: Command, context: CommandContext): void {
  query
    .command('tasks')
    .description('All tasks of a game: the first pass and the corrections.')
    .addOption(new Option('--game-id <id>', 'id of the game').argParser(gameIdArgument).makeOptionMandatory())
    .addHelpText('after', examples('query tasks --game-id 1319'))
    .action(async ({ gameId }: { gameId: number }) => {
      const game = await context.withServices(({ gameQueries }) => gameQueries.get(gameId));
      if (!game) throw noSuchGame(gameId);
      context.finish({
        document: { game_id: gameId, label: game.label, tasks: game.tasks },
        render: (view) => view.table(taskColumns(view), game.tasks, `${game.label} has no task.`),
      });
    });
}

function gameColumns(view: View): Column<GameRow>[] {
  const { colors } = view;
  return [
    { title: 'GAME', text: (game) => game.id, align: 'right' },
    { title: 'LEAGUE', text: (game) => game.league, yields: 4, minWidth: 12, isOptional: true },
    { title: 'TIP-OFF', text: tipOffWords },
    {
      title: '',
      text: (game) => relativeWords(game.tip_off.getTime(), view.nowMs),
      yields: 5,
      minWidth: 12,
      isOptional: true,
    },
    { title: 'AWAY', text: (game) => sideWords(game.away), yields: 2, minWidth: 8 },
    { title: 'HOME', text: (game) => sideWords(game.home), yields: 1, minWidth: 8 },
    { title: 'SCORE', text: scoreWords },
    { title: 'VENUE', text: (game) => game.venue ?? '', yields: 6, minWidth: 10, isOptional: true },
    { title: 'STATUS', text: (game) => game.live?.in_words ?? game.status, yields: 3, minWidth: 9 },
    {
      title: 'SEEDING',
      text: (game) => (hasBoxScores(game.sport) ? game.seeding_status : 'not collected'),
      style: (text, game) => {
        if (game.seeding_status === 'completed') return colors.green(text);
        return game.seeding_status === 'failed' ? colors.red(text) : text;
      },
    },
  ];
}

function tipOffWords(game: GameRow): string {
  return game.time_confirmed ? instantWords(game.tip_off) : `${game.slate_date} time unknown`;
}

function sideWords(side: GameSide): string {
  return side.abbreviation ? `${side.name} (${side.abbreviation})` : side.name;
}

function scoreWords({ away, home, live }: GameRow): string | null {
  if (live && live.away_score !== null && live.home_score !== null)
    return `${live.away_score}:${live.home_score}`;
  return away.score === null || home.score === null ? null : `${away.score}:${home.score}`;
}
