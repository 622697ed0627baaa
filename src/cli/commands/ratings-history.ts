import type { Command } from 'commander';
import type { RatingOfGame } from '../../analytics/ratings/stored/read-history.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { shellWord } from '../../domain/shell-command.ts';
import type { CommandContext } from '../context.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import { dateOption, limitOption } from '../options.ts';
import { csvOption, listOutcome } from '../output/list-outcome.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = {
  team: string;
  league?: string;
  from?: string;
  to?: string;
  limit: number;
  cursor?: string;
  csv?: boolean;
};

/** Games that are told where nobody says how many: those of a dozen seasons of the NBA. */
const MOST_GAMES = 1_000;

/** `ratings history`: a team's ratings game by game. */
export function registerRatingsHistory(ratings: Command, context: CommandContext): void {
  ratings
    .command('history')
    .description('The Elo of a team before and after each of its games, the oldest first.')
    .requiredOption('--team <name>', 'the team: name, nickname, abbreviation or id')
    .option('--league <name>', 'its league, where the name means several teams')
    .addOption(dateOption('--from', 'from this day on'))
    .addOption(dateOption('--to', 'until this day'))
    .addOption(limitOption(MOST_GAMES))
    .option('--cursor <cursor>', 'go on where a list ended')
    .addOption(csvOption('the games'))
    .addHelpText(
      'after',
      examples(
        'ratings history --team lakers --league NBA',
        'ratings history --team ARS --league "Premier League" --from 2025-08-01 --csv',
      ),
    )
    .action(async ({ team, from, to, limit, cursor, csv, ...asked }: Options, command: Command) => {
      const [{ listHistory }, { ratedTeamNamed }] = await Promise.all([
        import('../../analytics/ratings/stored/read-history.ts'),
        import('../../analytics/ratings/stored/rated-team.ts'),
      ]);
      const history = await context.withServices(async ({ app }) => {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        const meant = ratedTeamNamed(await app.teamService.list({ league }), { team, league });
        const list = (from_: string | undefined, size: number) =>
          listHistory(app.database.db, meant, { from, to, cursor: from_, limit: size });
        const page = await collectPages(limit, list, cursor);
        return { team_id: meant.id, text_id: meant.text_id, team: meant.name, league: meant.league, ...page };
      });
      if (csv === true && history.next_cursor !== null)
        context.note(
          `There are more games: raise --limit, or go on with --cursor ${shellWord(history.next_cursor)}`,
        );
      const render = (view: View): string => historyTable(history, view) + moreHint(history);
      context.finish(listOutcome(history, { isCsv: csv === true, command, render }));
    });
}

function historyTable({ team, items }: { team: string; items: readonly RatingOfGame[] }, view: View): string {
  return view.table<RatingOfGame>(
    [
      { title: 'DATE', text: (row) => row.played_on },
      { title: 'SEASON', text: (row) => row.season, isOptional: true },
      { title: 'OPPONENT', text: opponentWords, yields: 1, minWidth: 12 },
      { title: 'SCORE', text: (row) => `${row.points_for}-${row.points_against}`, align: 'right' },
      { title: 'EXPECTED', text: (row) => `${(100 * row.expected).toFixed(1)} %`, align: 'right' },
      { title: 'BEFORE', text: (row) => row.elo_before.toFixed(1), align: 'right' },
      { title: 'AFTER', text: (row) => row.elo_after.toFixed(1), align: 'right' },
      { title: 'GAME', text: (row) => row.game_id, align: 'right', isOptional: true },
    ],
    items,
    `No rated game of ${team} is known in that time.`,
  );
}

function opponentWords({ is_home: isHome, is_neutral: isNeutral, opponent }: RatingOfGame): string {
  if (isNeutral) return `${opponent} (neutral)`;
  return isHome ? opponent : `at ${opponent}`;
}
