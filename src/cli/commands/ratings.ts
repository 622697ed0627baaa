import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { examples } from '../program.ts';
import { registerRatingsCompute } from './ratings-compute.ts';

export function registerRatings(program: Command, context: CommandContext): void {
  const ratings = program
    .command('ratings')
    .description('Ratings of teams before and after each game.')
    .addHelpText('after', examples('ratings compute --sport NBA --file results.csv'));
  registerRatingsCompute(ratings, context);
}
