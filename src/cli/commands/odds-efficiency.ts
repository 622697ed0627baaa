import { type Command, Option } from 'commander';
import { JUDGED_MARKETS } from '../../domain/judged-markets.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { EfficiencyRow } from '../../odds/read/market-efficiency.ts';
import type { CommandContext } from '../context.ts';
import { seasonOption } from '../options.ts';
import { joinSections } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { league: string; season?: number; market?: (typeof JUDGED_MARKETS)[number] };

/** `odds efficiency`: how good prices were as forecasts. */
export function registerOddsEfficiency(odds: Command, context: CommandContext): void {
  odds
    .command('efficiency')
    .description('How good opening and closing prices of a league were as forecasts, beside the base rate.')
    .requiredOption('--league <name>', 'the league')
    .addOption(seasonOption())
    .addOption(new Option('--market <key>', 'only this market').choices(JUDGED_MARKETS))
    .addHelpText('after', examples('odds efficiency --league NFL --season 2025 --market spreads'))
    .action(async ({ league: named, season, market }: Options) => {
      const { readEfficiency } = await import('../../odds/read/market-efficiency.ts');
      const efficiency = await context.withServices(async ({ app }) => {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), { league: named });
        return readEfficiency(app.database.db, { leagueName: league, seasonYear: season, market });
      });
      context.finish({ document: efficiency, render: (view) => efficiencyTable(efficiency.items, view) });
    });
}

function efficiencyTable(items: readonly EfficiencyRow[], view: View): string {
  const table = view.table<EfficiencyRow>(
    [
      { title: 'SEASON', text: (row) => row.season },
      { title: 'MARKET', text: (row) => row.market },
      { title: 'AT', text: (row) => row.moment },
      { title: 'SOURCE', text: (row) => row.source, isOptional: true },
      { title: 'GAMES', text: (row) => Math.max(row.games, row.lines.games), align: 'right' },
      { title: 'BRIER (BASE)', text: (row) => beside(row.brier, row.base_rate.brier, 4), align: 'right' },
      {
        title: 'LOG LOSS (BASE)',
        text: (row) => beside(row.log_loss, row.base_rate.log_loss, 4),
        align: 'right',
      },
      { title: 'RPS (BASE)', text: (row) => beside(row.rps, row.base_rate.rps, 4), align: 'right' },
      { title: 'BEATS BASE', text: (row) => evidenceWords(row.gain.evidence, row.gain.brier) },
      {
        title: 'OFF BY (BASE)',
        text: (row) => beside(row.lines.error, row.lines.base_rate_error, 2),
        align: 'right',
      },
      {
        title: 'HOLD',
        text: (row) => (row.hold === null ? '' : `${(100 * row.hold).toFixed(1)} %`),
        align: 'right',
      },
      {
        title: 'BEATS OPEN',
        text: ({ since_opening: since }) => evidenceWords(since.evidence, since.points_gained),
        isOptional: true,
      },
    ],
    items,
    'No lines of finished games of the league are known: odds closing lists those of a day.',
  );
  const isSmall = items.some((row) => row.gain.brier !== null && row.gain.evidence === 'none');
  return joinSections(
    table,
    isSmall ? 'No evidence: fewer than 30 games, or a difference that may be chance (95 %).' : '',
  );
}

function beside(value: number | null, base: number | null, digits: number): string {
  if (value === null) return '';
  return base === null ? value.toFixed(digits) : `${value.toFixed(digits)} (${base.toFixed(digits)})`;
}

function evidenceWords(evidence: EfficiencyRow['gain']['evidence'], value: number | null): string {
  if (value === null) return '';
  return evidence === 'none' ? 'no evidence' : evidence === 'better' ? 'yes' : 'no, worse';
}
