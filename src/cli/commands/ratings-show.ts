import type { Command } from 'commander';
import type { Ladder, LadderRow } from '../../analytics/ratings/stored/read-ladder.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { dateOption } from '../options.ts';
import { csvOption, listOutcome } from '../output/list-outcome.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { league: string; date?: string; csv?: boolean };

/** `ratings show`: the ladder of a league. */
export function registerRatingsShow(ratings: Command, context: CommandContext): void {
  ratings
    .command('show')
    .description('The teams of a league by their Elo, as they stand or at the end of a day.')
    .requiredOption('--league <name>', 'the league')
    .addOption(dateOption('--date', 'at the end of this day'))
    .addOption(csvOption('the teams'))
    .addHelpText(
      'after',
      examples('ratings show --league NBA', 'ratings show --league "Premier League" --date 2026-01-01 --csv'),
    )
    .action(async ({ date, csv, ...asked }: Options, command: Command) => {
      const { readLadder } = await import('../../analytics/ratings/stored/read-ladder.ts');
      const ladder = await context.withServices(async ({ app }) => {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        return readLadder(app.database.db, { league, date });
      });
      if (!ladder.follows_rules)
        context.note('Some of these ratings follow the rules of another release and are computed anew.');
      context.finish(
        listOutcome(ladder, { isCsv: csv === true, command, render: (view) => ladderTable(ladder, view) }),
      );
    });
}

function ladderTable({ league, season, items }: Ladder, view: View): string {
  return view.table<LadderRow>(
    [
      { title: '#', text: (row) => row.rank, align: 'right' },
      { title: 'TEAM', text: (row) => row.team, yields: 1, minWidth: 12 },
      { title: 'ELO', text: (row) => row.elo.toFixed(1), align: 'right' },
      { title: '7 DAYS', text: (row) => signed(row.change_7_days), align: 'right' },
      { title: '30 DAYS', text: (row) => signed(row.change_30_days), align: 'right' },
      { title: 'RECORD', text: recordWords, align: 'right' },
      {
        title: 'PYTHAGOREAN',
        text: (row) => percent(row.pythagorean_share),
        align: 'right',
        isOptional: true,
      },
      { title: 'LAST GAME', text: (row) => row.last_played_on },
    ],
    items,
    season === null ? `No game of ${league} is rated: ratings follow its final results within a minute.` : '',
  );
}

function recordWords({ wins, losses, level }: LadderRow): string {
  return level === 0 ? `${wins}-${losses}` : `${wins}-${losses}-${level}`;
}

/** A change of points with its sign. */
function signed(change: number | null): string {
  if (change === null) return '';
  return `${change < 0 ? '-' : '+'}${Math.abs(change).toFixed(1)}`;
}

function percent(share: number | null): string {
  return share === null ? '' : `${(100 * share).toFixed(1)} %`;
}
