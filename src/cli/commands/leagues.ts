import type { Command } from 'commander';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { Sport } from '../../domain/sport.ts';
import type { LeagueSeasonListing } from '../../reference/seasons/season-register.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { dateOption, reasonOption, seasonArgument, sportOption } from '../options.ts';
import { registerLeagueChanges } from './league-changes.ts';
import { registerLeagueList } from './league-list.ts';
import { refused } from '../outcome.ts';
import { examples } from '../program.ts';

type SeasonOptions = {
  sport: Sport;
  league?: string;
  season: number;
  starts?: string;
  ends?: string;
  cupFinal?: string;
  windowStarts?: string;
  windowEnds?: string;
  reason?: string;
};

export function registerLeagues(program: Command, context: CommandContext): void {
  const leagues = program
    .command('leagues')
    .description('Leagues, and the days of their seasons.')
    .addHelpText('after', examples('leagues list', 'leagues show EPL', 'leagues seasons --sport NBA'));
  registerLeagueList(leagues, context);
  registerLeagueChanges(leagues, context);
  registerSeasonList(leagues, context);
  registerSeasonChange(leagues, context);
}

function registerSeasonList(leagues: Command, context: CommandContext): void {
  leagues
    .command('seasons')
    .description(
      'The seasons whose days are known; they tell the regular season from what is before and after.',
    )
    .addOption(sportOption())
    .option('--league <name>', 'only this league')
    .addHelpText('after', examples('leagues seasons --league MLS'))
    .action(async (filter: { sport?: Sport; league?: string }) => {
      const items = await context.withServices(async ({ app }) =>
        app.seasonRegister.list(withLeagueNamed(await app.leagueRegister.current(), filter)),
      );
      context.finish({
        document: { items },
        render: (view) =>
          view.table<LeagueSeasonListing>(
            [
              { title: 'LEAGUE', text: (row) => row.league },
              { title: 'SEASON', text: (row) => String(row.season), align: 'right' },
              { title: 'STARTS', text: (row) => row.starts_on ?? '' },
              { title: 'ENDS', text: (row) => row.ends_on ?? '' },
              { title: 'CUP FINAL', text: (row) => row.cup_final_on ?? '', isOptional: true },
              { title: 'BELIEVED', text: windowWords, isOptional: true },
              { title: 'LEARNED', text: (row) => row.learned_by, isOptional: true },
            ],
            items,
            'The days of no such season are known.',
          ),
      });
    });
}

function registerSeasonChange(leagues: Command, context: CommandContext): void {
  leagues
    .command('season')
    .description('Say on which days a regular season is played; what is left out stays as it is.')
    .addOption(sportOption('sport of the league').makeOptionMandatory())
    .option('--league <name>', 'the league; needed where a sport has several')
    .requiredOption('--season <year>', 'the year in which the season starts', seasonArgument)
    .addOption(dateOption('--starts', 'its first day'))
    .addOption(dateOption('--ends', 'its last day, before play-offs'))
    .addOption(dateOption('--cup-final', 'the day of a cup final that counts for no statistics'))
    .addOption(dateOption('--window-starts', 'the first day on which a game of the season is believed'))
    .addOption(dateOption('--window-ends', 'the last such day'))
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples('leagues season --sport NBA --season 2026 --starts 2026-10-20 --ends 2027-04-11'),
    )
    .action(async ({ reason, ...order }: SeasonOptions) => {
      const result = await context.withServices(({ app }) => app.seasonRegister.set(order, operator(reason)));
      if (!result.ok) {
        throw refused(result, 'See leagues seasons for what is known.');
      }
      context.finish({ document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` });
    });
}

/** The days between which games of the season are believed, where the form of the league does not say it. */
function windowWords({ window_starts_on: starts, window_ends_on: ends }: LeagueSeasonListing): string {
  return starts === null && ends === null ? '' : `${starts ?? '…'} to ${ends ?? '…'}`;
}
