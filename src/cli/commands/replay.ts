import { type Command, Option } from 'commander';
import type { BoxScoreSport } from '../../domain/sport.ts';
import type { ReplayScope, ReplayedGame } from '../../seeding/replay.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { dateOption, gameIdArgument, seasonOption, boxScoreSportOption } from '../options.ts';
import { type Outcome, CommandFailure, usageError } from '../outcome.ts';
import { plural } from '../output/plain-text.ts';
import { facts, joinSections } from '../output/sections.ts';
import { examples } from '../program.ts';

type ReplayCommandOptions = {
  gameId?: number;
  sport?: BoxScoreSport;
  season?: number;
  since?: string;
  dryRun?: boolean;
};

/** Games that nothing came of: they are counted and not listed. */
const QUIET: readonly ReplayedGame['outcome'][] = ['unchanged'];

export function registerReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description(
      'Read stored provider answers again with the present parsers, without a call, and write what differs.',
    )
    .addOption(new Option('--game-id <id>', 'only this game').argParser(gameIdArgument))
    .addOption(boxScoreSportOption('all seeded games of this sport and --season'))
    .addOption(seasonOption())
    .addOption(dateOption('--since', "only games from this day on, in the league's zone"))
    .option('--dry-run', 'tell what would change, and write nothing')
    .addHelpText(
      'after',
      examples(
        'replay --game-id 1319 --dry-run',
        'replay --sport NBA --season 2025',
        'replay --sport FOOTBALL --season 2025 --since 2026-01-01 --json',
      ),
    )
    .action(async (options: ReplayCommandOptions) => {
      const scope = scopeOf(options);
      const isDryRun = options.dryRun === true;
      const games: ReplayedGame[] = [];
      const total = await context.withServices(async ({ app }) => {
        const { buildReplay } = await import('../../app/build-replay.ts');
        const progress = context.startProgress('games read again');
        try {
          return await buildReplay(app).run(scope, {
            isDryRun,
            actor: operator().name,
            signal: new AbortController().signal,
            onGame(game, { done, total: all }) {
              games.push(game);
              progress.update(done, done / all);
            },
          });
        } finally {
          progress.finish();
        }
      });
      if (total === 0) throw nothingToReplay(scope);
      context.finish(replayOutcome(games, isDryRun));
    });
}

function scopeOf({ gameId, sport, season, since }: ReplayCommandOptions): ReplayScope {
  if (gameId !== undefined) {
    if (sport || season !== undefined || since) {
      throw usageError('--game-id stands alone', 'Leave --sport, --season and --since away, or the id.');
    }
    return { gameId };
  }
  if (sport && season !== undefined) return { sport, season, since };
  throw usageError('it is not said which games', 'Give --game-id, or --sport with --season.');
}

function nothingToReplay(scope: ReplayScope): CommandFailure {
  return new CommandFailure({
    code: 'not_found',
    message: 'gameId' in scope ? `game ${scope.gameId} is not seeded` : 'no game of these is seeded',
    remedy: 'Only games with statistics can be read again; see query games.',
  });
}

function replayOutcome(games: readonly ReplayedGame[], isDryRun: boolean): Outcome {
  const having = (outcome: ReplayedGame['outcome']): number =>
    games.filter((game) => game.outcome === outcome).length;
  const figures = games.reduce((sum, game) => sum + game.changes.length, 0);
  const counts = {
    games: games.length,
    changed: having('changed'),
    unchanged: having('unchanged'),
    no_bodies: having('no_bodies'),
    refused: having('refused'),
    busy: having('busy'),
    /** Games of which something could not be read, whatever came of the rest. */
    in_part: games.filter(({ gap }) => gap !== null).length,
    changes: figures,
  };
  const told = games.filter(({ outcome, gap }) => !QUIET.includes(outcome) || gap !== null);
  const isWhole = counts.no_bodies + counts.refused + counts.busy + counts.in_part === 0;
  return {
    document: { dry_run: isDryRun, ...counts, items: told },
    exitCode: isWhole ? EXIT_CODES.done : EXIT_CODES.inPart,
    render(view) {
      const { colors } = view;
      const verb = isDryRun ? 'would change' : 'changed';
      const headline =
        figures === 0
          ? colors.green('Nothing differs from what is stored.')
          : `${plural(figures, 'change')} in ${plural(counts.changed, 'game')} ${isDryRun ? '(dry run: nothing was written)' : 'written'}.`;
      return joinSections(
        headline,
        view.table<ReplayedGame>(
          [
            { title: 'GAME', text: (game) => game.game_id, align: 'right' },
            { title: 'MATCH', text: (game) => game.label, yields: 2, minWidth: 14 },
            {
              title: 'OUTCOME',
              text: (game) => (game.outcome === 'changed' ? verb : game.outcome.replaceAll('_', ' ')),
              style: (text, game) => (game.outcome === 'changed' ? colors.yellow(text) : colors.red(text)),
            },
            { title: 'IN WORDS', text: wordsOf, yields: 1, minWidth: 32 },
          ],
          told,
          '',
        ),
        facts([
          ['read again', plural(counts.games, 'game')],
          ['unchanged', String(counts.unchanged)],
          ['without stored answers', String(counts.no_bodies)],
          ['refused', String(counts.refused)],
          ['busy', String(counts.busy)],
          ['read in part', String(counts.in_part)],
        ]),
      );
    },
  };
}

function wordsOf({ note, gap }: ReplayedGame): string | null {
  const words = [note, gap].filter((part) => part !== null);
  return words.length > 0 ? words.join('; ') : null;
}
