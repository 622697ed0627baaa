import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { oddsOffBecause } from '../../odds/odds-side.ts';
import { CommandFailure } from '../outcome.ts';
import { examples } from '../program.ts';
import { registerOddsCollection } from './odds-collect.ts';
import { registerOddsEfficiency } from './odds-efficiency.ts';
import { registerOddsFair } from './odds-fair.ts';
import { registerOddsReading } from './odds-read.ts';
import { registerOddsSettle } from './odds-settle.ts';

export function registerOdds(program: Command, context: CommandContext): void {
  const odds = program
    .command('odds')
    .description('Prices of bookmakers: what they say is likely, and what bets on them return.')
    .addHelpText(
      'after',
      examples(
        'odds fair --prices 2.6,2.4,4.3',
        'odds settle --market totals --point 221.5 --pick over --score 110-112 --price 1.91',
      ),
    );
  const switched = { ...context, withServices: whereOddsAreOn(context.withServices) };
  registerOddsReading(odds, switched);
  registerOddsEfficiency(odds, switched);
  registerOddsCollection(odds, switched);
  registerOddsFair(odds, context);
  registerOddsSettle(odds, context);
}

/** Refuses before anything is asked where the installation has no odds side. */
function whereOddsAreOn(withServices: CommandContext['withServices']): CommandContext['withServices'] {
  return (work, options) =>
    withServices((services) => {
      const reason = oddsOffBecause(services.app.config);
      if (reason === undefined) return work(services);
      throw new CommandFailure({
        code: 'switched_off',
        message: `odds are switched off: ${reason}`,
        remedy: 'Set ENABLE_BETTING_LINES=true.',
      });
    }, options);
}
