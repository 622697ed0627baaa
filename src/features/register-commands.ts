import type { CommandRegistration } from '../cli/program.ts';
import { FEATURES } from './all-features.ts';

/** Adds the commands of every feature, each feature under its heading. */
export const registerCommands: CommandRegistration = (program, context) => {
  for (const { title, commands = [] } of FEATURES) {
    program.commandsGroup(`${title}:`);
    for (const register of commands) register(program, context);
  }
};
