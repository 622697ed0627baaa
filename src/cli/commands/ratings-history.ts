import type { Command } from 'commander';
import type { RatingOfGame } from '../../analytics/ratings/stored/read-history.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { dateOption } from '../options.ts';
import { csvOption, listOutcome } from '../output/list-outcome.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { team: string; league?: string; from?: string; to?: string; csv?: boolean };

/** `ratings history`: a team's ratings game by game. */
export function registerRatingsHistory(ratings: Command, context: CommandContext): void {
  ratings
    .command('history')
    .description('The Elo of a team before and after each of its games, the oldest first.')
    .requiredOption('--team <name>', 'the team: name, nickname, abbreviation or id')
    .option('--league <name>', 'its league, where the name means several teams')
    .addOption(dateOption('--from', 'from this day on'))
    .addOption(dateOption('--to', 'until this day'))
    .addOption(csvOption('the games'))
    .addHelpText(
      'after',
      examples(
        'ratings history --team lakers --league NBA',
        'ratings history --team ARS --league "Premier League" --from 2025-08-01 --csv',
      ),
    )
    .action(async ({ team, from, to, csv, ...asked }: Options, command: Command) => {
      const [{ readHistory }, { ratedTeamNamed }] = await Promise.all([
        import('../../analytics/ratings/stored/read-history.ts'),
        import('../../analytics/ratings/stored/rated-team.ts'),
      ]);
      const history = await context.withServices(async ({ app }) => {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        const meant = ratedTeamNamed(await app.teamService.list({ league }), { team, league });
        return readHistory(app.database.db, meant, { from, to });
      });
      const render = (view: View): string => historyTable(history, view);
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
