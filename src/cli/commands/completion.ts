import path from 'node:path';
import { Argument, type Command } from 'commander';
import { SHELLS, type Shell, completionPlaces } from '../completion/completion-model.ts';
import type { CommandContext } from '../context.ts';
import { INVOCATION } from '../../domain/shell-command.ts';
import { examples } from '../program.ts';

export function registerCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description('Print what teaches a shell to complete scoracle, and to start it by that name.')
    .addArgument(new Argument('<shell>', 'the shell').choices([...SHELLS]))
    .addHelpText(
      'after',
      `
Put the line of your shell into its start-up file:
  bash  eval "$(${INVOCATION} completion bash)"
  zsh   eval "$(${INVOCATION} completion zsh)"
  fish  ${INVOCATION} completion fish | source
${examples('completion bash', 'completion fish')}`,
    )
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../completion/completion-scripts.ts');
      const { knownValues } = await import('../completion/known-values.ts');
      const launch = ['node', path.join(context.projectRoot, 'scripts/launch.mjs'), 'src/cli/main.ts'];
      const script = completionScript(shell, completionPlaces(program, knownValues()), launch);
      context.finish({ document: { shell, script }, render: () => script.trimEnd() });
    });
}
