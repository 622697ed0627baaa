import { type Command, Option } from 'commander';
import {
  DEFAULT_DEVIG_METHOD,
  DEVIG_METHODS,
  type DevigMethod,
  type FairProbabilities,
  fairProbabilities,
} from '../../odds/maths/devig.ts';
import { type PriceList, priceText, readPriceList } from '../../odds/maths/price-list.ts';
import type { CommandContext } from '../context.ts';
import { usageError } from '../outcome.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type FairOptions = { prices: string; method: DevigMethod; format?: 'decimal' | 'american' };
type ReadPrices = Extract<PriceList, { ok: true }>;

/** Hold above which a market is probably incomplete or has a wrong price (reference page data-platform, section 6). */
const UNUSUAL_HOLD = 0.15;

export function registerOddsFair(odds: Command, context: CommandContext): void {
  odds
    .command('fair')
    .description('Probabilities that prices of all outcomes of a market imply once the margin is taken out.')
    .requiredOption('--prices <list>', 'a price for each outcome, with commas: 2.6,2.4,4.3 or -110,+105')
    .addOption(
      new Option('--method <method>', 'how the margin is taken out')
        .choices(DEVIG_METHODS)
        .default(DEFAULT_DEVIG_METHOD),
    )
    .addOption(
      new Option(
        '--format <format>',
        'format of the prices (default: numbers with a sign or of 100 and more are American, others decimal)',
      ).choices(['decimal', 'american']),
    )
    .addHelpText(
      'after',
      examples(
        'odds fair --prices 2.6,2.4,4.3 --method shin',
        'odds fair --prices -110,+105',
        'odds fair --prices 1.01,101 --format decimal',
      ),
    )
    .action(({ prices, method, format }: FairOptions) => {
      const list = readPriceList(prices, format);
      if (!list.ok) throw usageError(list.problem, remedyOf(list, context));
      const fair = fairProbabilities(
        list.prices.map(({ exact }) => exact),
        method,
      );
      if (!fair.ok) throw usageError(fair.problem, fair.remedy);
      const document = documentOf(list, fair);
      context.finish({ document, render: (view) => render(document, view) });
    });
}

function remedyOf(
  { remedy, options = [] }: Extract<PriceList, { ok: false }>,
  context: CommandContext,
): string {
  const ways = options.map(({ flag, means }) => `\n  ${means}: ${context.commandWith(flag)}`);
  return `${remedy}${ways.join('')}`;
}

function documentOf({ format, prices }: ReadPrices, fair: FairProbabilities) {
  const outcomes = prices.map(({ text, price, exact }, index) => {
    const probability = fair.probabilities[index] ?? 0;
    return {
      price: text,
      decimal: price,
      implied_probability: rounded(1 / exact),
      fair_probability: rounded(probability),
      fair_price: priceText(1 / probability, format),
    };
  });
  return {
    method: fair.method,
    format,
    outcomes,
    overround: rounded(fair.overround),
    hold: rounded(fair.hold),
    parameter: fair.parameter === null ? null : rounded(fair.parameter),
    warnings: warningsOf(fair),
  };
}

type FairDocument = ReturnType<typeof documentOf>;

function warningsOf({ hold, overround }: FairProbabilities): readonly string[] {
  const total = `the prices add up to ${percent(overround)}`;
  if (hold < -1e-9)
    return [`${total}, less than certainty: a price is too high, or of another moment or book`];
  if (hold > UNUSUAL_HOLD)
    return [
      `${total}, more than markets usually have: is each outcome there once, and no comma inside a price?`,
    ];
  return [];
}

function render(
  { outcomes, method, overround, hold, parameter, warnings }: FairDocument,
  view: View,
): string {
  const table = view.table<FairDocument['outcomes'][number]>(
    [
      { title: 'PRICE', text: (row) => row.price, align: 'right' },
      { title: 'DECIMAL', text: (row) => String(row.decimal), align: 'right' },
      { title: 'IMPLIED', text: (row) => percent(row.implied_probability), align: 'right' },
      { title: 'FAIR', text: (row) => percent(row.fair_probability), align: 'right' },
      { title: 'FAIR PRICE', text: (row) => row.fair_price, align: 'right' },
    ],
    outcomes,
    '',
  );
  const solved = parameter === null ? '' : ` (solved for ${parameter})`;
  const summary = `Overround ${percent(overround)}, hold ${percent(hold)}; margin taken out by ${method}${solved}.`;
  return [table, '', summary, ...warnings.map((words) => view.colors.yellow(`Note: ${words}`))].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** To six digits, as published tables have them. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
