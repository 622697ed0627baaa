import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
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
  registerOddsReading(odds, context);
  registerOddsEfficiency(odds, context);
  registerOddsCollection(odds, context);
  registerOddsFair(odds, context);
  registerOddsSettle(odds, context);
}
