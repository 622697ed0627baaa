import { type Command, Option } from 'commander';
import { ODDS_SIDES, type OddsSide } from '../../domain/odds.ts';
import {
  type Bet,
  type FinalScore,
  PICKS,
  SETTLED_MARKETS,
  type SettledMarket,
  type Settlement,
  settle,
} from '../../odds/maths/settle.ts';
import { readBetPrice, readLine, readScore } from '../../odds/maths/typed-bet.ts';
import type { CommandContext } from '../context.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';

type SettleOptions = {
  market: SettledMarket;
  pick: OddsSide;
  point?: string;
  score: string;
  price: string;
};

const PICKABLE = ODDS_SIDES.filter((side) => Object.values(PICKS).some((picks) => picks.includes(side)));

export function registerOddsSettle(odds: Command, context: CommandContext): void {
  odds
    .command('settle')
    .description('What a bet returns for each unit staked, by the final score.')
    .addOption(
      new Option('--market <market>', 'what was bet on').choices(SETTLED_MARKETS).makeOptionMandatory(),
    )
    .addOption(new Option('--pick <side>', 'which side was taken').choices(PICKABLE).makeOptionMandatory())
    .option('--point <n>', 'handicap of the home team, whichever side is taken; of totals the number')
    .requiredOption('--score <home-away>', 'final score, home first; void where the game was not played')
    .requiredOption('--price <decimal>', 'price that was taken, such as 1.91')
    .addHelpText(
      'after',
      examples(
        'odds settle --market spreads --point -3.5 --pick away --score 24-20 --price 1.91',
        'odds settle --market totals --point 2.25 --pick over --score 1-1 --price 1.95',
        'odds settle --market h2h --pick draw --score 1-1 --price 3.4',
      ),
    )
    .action((options: SettleOptions) => {
      const { bet, score } = betOf(options);
      const settled = settle(bet, score);
      if (!settled.ok) throw usageError(`--${settled.field}: ${settled.problem}`, settled.remedy);
      context.finish(outcomeOf(bet, score, settled));
    });
}

/** What was typed as a bet. Throws a failure of usage that names the option. */
function betOf({ market, pick, point, score, price }: SettleOptions): { bet: Bet; score: FinalScore } {
  return {
    bet: {
      market,
      pick,
      point: point === undefined ? null : needed('point', readLine(point)),
      price: needed('price', readBetPrice(price)),
    },
    score: needed('score', readScore(score)),
  };
}

type Typed<T> = { ok: true; value: T } | { ok: false; problem: string; remedy: string };

function needed<T>(option: string, typed: Typed<T>): T {
  if (typed.ok) return typed.value;
  throw usageError(`--${option}: ${typed.problem}`, typed.remedy);
}

function outcomeOf(bet: Bet, score: FinalScore, { result, returnPerUnit }: Settlement) {
  const returns = Math.round(returnPerUnit * 1e6) / 1e6;
  const explanation = explain(bet, score);
  const document = { ...bet, score, result, return_per_unit: returns, explanation };
  const profit = returns > 0 ? `+${returns}` : String(returns);
  return {
    document,
    render: () => `${result.replace('_', ' ')}: ${profit} for each unit staked.\n${explanation}`,
  };
}

/** Which line was read and how it was judged, so that nobody has to guess at the convention. */
function explain({ market, pick, point }: Bet, score: FinalScore): string {
  if (score === null) return 'The game was not played: the stake comes back.';
  const { home, away } = score;
  const at = `The score is ${home}-${away}, home first`;
  if (market === 'spreads') {
    const line = point ?? 0;
    return `${at}; the line is home ${signed(line)}, away ${signed(-line)}.`;
  }
  if (market === 'totals') return `${at}, ${home + away} together; the line is ${point}.`;
  if (home === away && market === 'h2h' && pick !== 'draw')
    return `${at}: of two outcomes a level score is none, and the stake comes back. Where the draw is an outcome of its own, the bet is lost: --market h2h_3_way.`;
  return `${at}.`;
}

function signed(point: number): string {
  if (point === 0) return '0';
  return point > 0 ? `+${point}` : String(point);
}
