import { readFileSync } from 'node:fs';
import { singleQuoted } from '../../domain/shell-command.ts';
import type { CompletionPlace, Shell } from './completion-model.ts';
import { fishScript } from './fish-script.ts';
import { lookupTables } from './lookup-tables.ts';

/**
 * The text that teaches a shell to complete `scoracle`. Everything it offers stands in it, so that nothing is
 * started when somebody presses Tab. `launch` is the command that starts the command line, word by word: where
 * the shell knows no `scoracle`, the text makes it one.
 */
export function completionScript(
  shell: Shell,
  places: readonly CompletionPlace[],
  launch: readonly string[],
): string {
  switch (shell) {
    case 'bash':
      return [launcher(launch), lookupTables(places, false), textOf('complete.bash')].join('\n');
    case 'zsh':
      return ['#compdef scoracle', launcher(launch), lookupTables(places, true), textOf('complete.zsh')].join(
        '\n',
      );
    case 'fish':
      return fishScript(places, launch);
  }
}

function launcher(launch: readonly string[]): string {
  const start = launch.map(singleQuoted).join(' ');
  return `command -v scoracle >/dev/null 2>&1 || scoracle() { ${start} "$@"; }`;
}

/** The part that is the same whatever the commands are: a file beside this one. */
function textOf(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
