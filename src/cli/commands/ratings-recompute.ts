import type { Command } from 'commander';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { reasonOption } from '../options.ts';
import { countWords, plural } from '../output/plain-text.ts';
import { examples } from '../program.ts';

type Options = { league: string; reason?: string };

/** What stands for every league that has ratings. */
const EVERY = 'all';

/** `ratings recompute`: everything from the first game on, and how much of it was not so. */
export function registerRatingsRecompute(ratings: Command, context: CommandContext): void {
  ratings
    .command('recompute')
    .description(
      'Compute the ratings of a league from its first game on, and tell how many rows were others.',
    )
    .requiredOption('--league <name>', `the league, or ${EVERY}`)
    .addOption(reasonOption())
    .addHelpText('after', examples('ratings recompute --league NBA', 'ratings recompute --league all --json'))
    .action(async ({ league: asked, reason }: Options) => {
      const [{ rebuildDataset }, { teamRatingsDataset }, { needRatedLeague }] = await Promise.all([
        import('../../datasets/rebuild.ts'),
        import('../../analytics/ratings/stored/team-ratings-dataset.ts'),
        import('../../analytics/ratings/stored/league-rules.ts'),
      ]);
      const rebuilt = await context.withServices(async ({ app }) => {
        const { db } = app.database;
        const actor = operator(reason);
        if (asked === EVERY) return rebuildDataset(db, teamRatingsDataset, { actor });
        const { league } = withLeagueNamed(await app.leagueRegister.current(), { league: asked });
        return rebuildDataset(db, teamRatingsDataset, {
          entityIds: [(await needRatedLeague(db, league)).id],
          actor,
        });
      });
      const { removed, written, seasons } = rebuilt;
      context.finish({
        document: { league: asked, rows_changed: Math.max(removed, written), ...rebuilt },
        render: () =>
          seasons.length === 0
            ? 'No row changed: all ratings were right.'
            : `${countWords(Math.max(removed, written))} rows changed in ${plural(seasons.length, 'season')}, ${seasons[0]} to ${seasons.at(-1)}.`,
      });
    });
}
