import type { Command } from 'commander';
import type { PlayerChangeResult } from '../../reference/players/player-merger.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { idArgument, reasonOption } from '../options.ts';
import { CommandFailure, type Outcome } from '../outcome.ts';
import { examples } from '../program.ts';

export function registerPlayers(program: Command, context: CommandContext): void {
  const players = program
    .command('players')
    .description('Merge players that a provider lists twice, and split players that were merged by mistake.')
    .addHelpText('after', examples('players merge 4711 --into 815', 'players split 815'));
  players
    .command('merge')
    .description('Merge one player into another, with all lines, rosters and ids.')
    .argument('<player>', 'id of the player who goes', idArgument)
    .requiredOption('--into <id>', 'id of the player who stays', idArgument)
    .addOption(reasonOption())
    .addHelpText('after', examples('players merge 4711 --into 815 --reason "same man, two ids"'))
    .action(async (from: number, { into, reason }: { into: number; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.playerMerger.merge({ from, into }, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
  players
    .command('split')
    .description('Split players that were merged; what was written since the merge stays with the first.')
    .argument('<player>', 'id of the player into whom the other was merged', idArgument)
    .option('--merge <id>', 'which merge; the newest without it', idArgument)
    .addOption(reasonOption())
    .addHelpText('after', examples('players split 815', 'players split 815 --merge 3'))
    .action(async (player: number, { merge, reason }: { merge?: number; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.playerMerger.split({ player, mergeId: merge }, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
}

function outcomeOf(result: PlayerChangeResult): Outcome {
  if (!result.ok) {
    throw new CommandFailure({
      code: result.reason,
      message: result.message.replace(/\.$/, ''),
      remedy: 'See ids list --type player for players and their ids.',
    });
  }
  return { document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` };
}
