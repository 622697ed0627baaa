import { INVOCATION, shellWord } from '../domain/shell-command.ts';

/** Options that add up when they are given again; all others are replaced. */
const ADDING = new Set(['--columns']);

/**
 * The command as it was given, with other options in the place of those that it had, ready for copying. `flags` are
 * quoted for a shell already: `--date-format MM/dd/yyyy`.
 */
export function correctedCommand(given: readonly string[], flags: readonly string[]): string {
  const replaced = flags.filter((flag) => flag.includes(' ')).map((flag) => flag.slice(0, flag.indexOf(' ')));
  const isReplaced = (name: string): boolean => replaced.includes(name) && !ADDING.has(name);
  const kept = given.filter(
    (word, index) =>
      !isReplaced(word) && !isReplaced(given[index - 1] ?? '') && !isReplaced(word.split('=')[0] ?? ''),
  );
  return [INVOCATION, ...kept.map((word) => shellWord(word)), ...flags].join(' ');
}
