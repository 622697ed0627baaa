import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { examples } from '../program.ts';
import { registerRatingsCompute } from './ratings-compute.ts';
import { registerRatingsHistory } from './ratings-history.ts';
import { registerRatingsImport } from './ratings-import.ts';
import { registerRatingsRecompute } from './ratings-recompute.ts';
import { registerRatingsShow } from './ratings-show.ts';

export function registerRatings(program: Command, context: CommandContext): void {
  const ratings = program
    .command('ratings')
    .description('Ratings of teams before and after each game.')
    .addHelpText(
      'after',
      examples(
        'ratings show --league NBA',
        'ratings history --team lakers',
        'ratings compute --sport NBA --file results.csv',
      ),
    );
  registerRatingsShow(ratings, context);
  registerRatingsHistory(ratings, context);
  registerRatingsRecompute(ratings, context);
  registerRatingsImport(ratings, context);
  registerRatingsCompute(ratings, context);
}
