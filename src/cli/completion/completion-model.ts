import type { Argument, Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** What may be written where a value is expected: one of some words, a file, or anything. */
export type Candidates = readonly string[] | 'file' | 'anything';

export type CompletedOption = {
  /** Every way to write it: `--json`, or `-h` and `--help`. */
  flags: readonly string[];
  description: string;
  /** Absent where the option takes no value. */
  value?: Candidates;
};

/** A place on the command line, behind the command of that path, and what may follow there. */
export type CompletionPlace = {
  /** `monitor upcoming`; empty behind the program's own name. */
  path: string;
  commands: readonly { name: string; description: string }[];
  options: readonly CompletedOption[];
  /** The first argument that is no option; absent where there is none. */
  argument?: Candidates;
};

/** Values of options that are checked by a parser instead of a list of choices, by the option's long name. */
export type KnownValues = Readonly<Record<string, Candidates>>;

/** Reads every place of a program out of its commands; options without choices look their values up by name. */
export function completionPlaces(program: Command, known: KnownValues): CompletionPlace[] {
  const root = placeOf(program, '', known);
  const names = root.commands.map(({ name }) => name);
  const help = { name: 'help', description: 'print the help of a command' };
  return [
    { ...root, commands: [...root.commands, help] },
    ...placesBelow(program, '', known),
    { path: help.name, commands: [], options: [], argument: names },
  ];
}

function placesBelow(parent: Command, parentPath: string, known: KnownValues): CompletionPlace[] {
  return parent.commands.flatMap((command) => {
    const path = `${parentPath} ${command.name()}`.trim();
    return [placeOf(command, path, known), ...placesBelow(command, path, known)];
  });
}

function placeOf(command: Command, path: string, known: KnownValues): CompletionPlace {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].filter(
    // The version is told before a command only.
    (option) => path === '' || option.long !== '--version',
  );
  const [argument] = command.registeredArguments;
  return {
    path,
    commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: options.map((option) => completedOption(option, known)),
    ...(argument ? { argument: candidatesOf(argument) } : {}),
  };
}

function completedOption(option: Option, known: KnownValues): CompletedOption {
  const { short, long, description, argChoices } = option;
  const flags = [short, long].filter((flag) => flag !== undefined);
  if (!option.required && !option.optional) return { flags, description };
  return { flags, description, value: argChoices ?? known[long ?? ''] ?? 'anything' };
}

function candidatesOf({ argChoices }: Argument): Candidates {
  return argChoices ?? 'anything';
}
