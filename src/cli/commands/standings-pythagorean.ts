import type { Command } from 'commander';
import type { PythagoreanAnswer, PythagoreanRow } from '../../analytics/history/read-pythagorean.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { dateOption, seasonOption } from '../options.ts';
import { refused } from '../outcome.ts';
import { joinSections } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { league: string; season?: number; date?: string };

/** `standings pythagorean`: what points for and against say of a season's records. */
export function registerStandingsPythagorean(standings: Command, context: CommandContext): void {
  standings
    .command('pythagorean')
    .description(
      'The games that teams of a league should have won by their points, beside those that they won.',
    )
    .requiredOption('--league <name>', 'the league')
    .addOption(seasonOption())
    .addOption(dateOption('--date', 'as it stood at the end of this day'))
    .addHelpText('after', examples('standings pythagorean --league NBA --season 2024'))
    .action(async ({ league: named, season, date }: Options) => {
      const { readPythagorean } = await import('../../analytics/history/read-pythagorean.ts');
      const found = await context.withServices(async ({ app }) => {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), { league: named });
        return readPythagorean(app.database.db, { leagueName: league, seasonYear: season, date });
      });
      if (!found.ok) throw refused({ reason: 'not_found', message: found.message }, found.remedy);
      const { ok: _ok, ...document } = found;
      context.finish({ document, render: (view) => pythagoreanTable(found, view) });
    });
}

function pythagoreanTable(found: PythagoreanAnswer & { ok: true }, view: View): string {
  const hasPoints = found.items.some(({ expected_table_points: points }) => points !== null);
  const table = view.table<PythagoreanRow>(
    [
      { title: 'TEAM', text: (row) => row.team, yields: 1, minWidth: 14 },
      { title: 'G', text: (row) => row.games, align: 'right' },
      { title: 'W', text: (row) => row.wins, align: 'right' },
      { title: 'L', text: (row) => row.losses, align: 'right' },
      { title: 'FOR', text: (row) => row.points_for, align: 'right' },
      { title: 'AGAINST', text: (row) => row.points_against, align: 'right' },
      { title: 'SHARE', text: (row) => row.share.toFixed(3), align: 'right' },
      { title: 'EXPECTED W', text: (row) => row.expected_wins.toFixed(1), align: 'right' },
      { title: 'WON MORE', text: (row) => row.difference.toFixed(1), align: 'right' },
      ...(hasPoints
        ? [
            {
              title: 'EXPECTED PTS',
              text: (row: PythagoreanRow) => row.expected_table_points?.toFixed(1) ?? '',
              align: 'right' as const,
            },
          ]
        : []),
    ],
    found.items,
    '',
  );
  const head = `${found.league} ${found.season}, after ${found.as_of}, exponent ${found.exponent}`;
  return joinSections(head, table);
}
