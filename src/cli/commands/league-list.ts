import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { LeagueDetail, LeagueListing, LeagueSeasonView } from '../../reference/leagues/list-leagues.ts';
import type { CommandContext } from '../context.ts';
import { sportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { facts, joinSections, section } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

/** `leagues list` and `leagues show`. */
export function registerLeagueList(leagues: Command, context: CommandContext): void {
  leagues
    .command('list')
    .description('Every league that can be ingested.')
    .addOption(sportOption())
    .addHelpText('after', examples('leagues list --sport FOOTBALL'))
    .action(async (filter: { sport?: Sport }) => {
      const items = await context.withServices(({ app }) => app.leagueRegister.list(filter));
      context.finish({ document: { items }, render: (view) => leagueTable(items, view) });
    });
  leagues
    .command('show')
    .description('One league: its names, seasons and ids, and what it still lacks.')
    .argument('<league>', 'its name, its code or another of its names')
    .addOption(sportOption())
    .addHelpText('after', examples('leagues show "La Liga"', 'leagues show MLS --json'))
    .action(async (name: string, filter: { sport?: Sport }) => {
      const league = await context.withServices(({ app }) => app.leagueRegister.show({ ...filter, name }));
      if (!league) {
        throw usageError(`there is no league ${name}`, 'See leagues list for those that there are.');
      }
      context.finish({ document: league, render: (view) => leaguePage(league, view) });
    });
}

function leagueTable(items: readonly LeagueListing[], view: View): string {
  return view.table<LeagueListing>(
    [
      { title: 'ID', text: (row) => String(row.id), align: 'right' },
      { title: 'SPORT', text: (row) => row.sport },
      { title: 'CODE', text: (row) => row.code },
      { title: 'LEAGUE', text: (row) => row.name },
      { title: 'COUNTRY', text: (row) => row.country ?? '', isOptional: true },
      { title: 'ZONE', text: (row) => row.timezone },
      { title: 'TEAMS', text: (row) => String(row.teams), align: 'right' },
      { title: 'BOX SCORES', text: (row) => (row.not_collected === null ? 'yes' : 'not collected yet') },
      { title: 'IDS', text: (row) => idWords(row), isOptional: true },
    ],
    items,
    'There is no league.',
  );
}

function leaguePage(league: LeagueDetail, view: View): string {
  return joinSections(
    section(
      view,
      `${league.name} (${league.code})`,
      facts([
        ['sport', league.sport],
        ['country', league.country ?? 'not told'],
        ['time zone', `${league.timezone}${league.has_one_clock ? ', the same at all of its places' : ''}`],
        ['other names', league.aliases.join(', ') || 'none'],
        [
          'seasons',
          `${league.season_months} months from month ${league.season_first_month}, the next from ${league.season_turns_on}`,
        ],
        ['meetings', league.meetings],
        ['starting hours', league.starting_hours.join(', ') || 'not known'],
        ['teams', String(league.teams)],
        ['ids', idWords(league) || 'none'],
        ['box scores', league.not_collected ?? 'collected'],
      ]),
    ),
    view.table<LeagueSeasonView>(
      [
        { title: 'SEASON', text: (row) => row.label },
        { title: 'GAMES', text: (row) => String(row.games), align: 'right' },
        { title: 'BELIEVED', text: (row) => `${row.first_day} to ${row.last_day}` },
        { title: 'STARTS', text: (row) => row.starts_on ?? '' },
        { title: 'ENDS', text: (row) => row.ends_on ?? '' },
      ],
      league.seasons,
      'No season is known.',
    ),
    ...league.missing.map((words) => `${view.colors.yellow('!')} ${words}`),
  );
}

function idWords({ ids }: LeagueListing): string {
  return Object.entries(ids)
    .map(([provider, id]) => `${provider}=${id}`)
    .join(', ');
}
