import type { CommandEntry, RegisterCommands } from '../cli/program.ts';
import { FEATURES } from './all-features.ts';

/**
 * Adds the commands of every feature, each feature under its heading; where the arguments name a command, it alone is
 * imported and added. Whatever else they say needs all of them: help, a name with a mistake in it.
 */
export const registerCommands: RegisterCommands = async (program, context, given = []) => {
  const word = given.find((argument) => !argument.startsWith('-'));
  const isMeant = (entry: CommandEntry): boolean =>
    word !== undefined && [entry.name, ...(entry.aliases ?? [])].includes(word);
  const entries = FEATURES.flatMap(({ title, commands = [] }) => commands.map((entry) => ({ title, entry })));
  const meant = entries.filter(({ entry }) => isMeant(entry) && !entry.seesAll);
  const needed = meant.length > 0 ? meant : entries;
  const loaded = await Promise.all(
    needed.map(async ({ title, entry }) => ({ title, register: await entry.load() })),
  );
  for (const { title, register } of loaded) {
    program.commandsGroup(`${title}:`);
    register(program, context);
  }
};
