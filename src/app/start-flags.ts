import { parseArgs } from 'node:util';
import { EX_USAGE, runMain } from './process-life.ts';

/** What was given of each option; absent where it was not. */
type Texts<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/**
 * Runs the main function of a long-lived process with its start flags: those that `options` names, each with a text
 * behind it, and `--exit-with-parent`, which all of them know. `--help` prints the usage; flags that cannot be
 * understood are told with it, and the process ends with 64. `read` makes flags of the texts, or says in words what
 * is wrong with them.
 */
export async function runWithFlags<Name extends string, Flags extends object>(
  how: { usage: string; options: readonly Name[]; read: (texts: Texts<Name>) => Flags | string },
  main: (flags: Flags & { exitWithParent: boolean }) => Promise<void>,
): Promise<void> {
  const { usage, options, read } = how;
  if (process.argv.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const flags = readFlags(options, read);
  if (typeof flags === 'string') {
    process.stderr.write(`${flags}\n${usage}\n`);
    process.exitCode = EX_USAGE;
    return;
  }
  await runMain(() => main(flags));
}

function readFlags<Name extends string, Flags extends object>(
  options: readonly Name[],
  read: (texts: Texts<Name>) => Flags | string,
): (Flags & { exitWithParent: boolean }) | string {
  try {
    const { values } = parseArgs({
      options: {
        ...Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
        'exit-with-parent': { type: 'boolean' as const },
      },
    });
    const flags = read(values as Texts<Name>);
    if (typeof flags === 'string') return flags;
    return { ...flags, exitWithParent: values['exit-with-parent'] === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
