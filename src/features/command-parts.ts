import type { CommandParts } from '../cli/run.ts';
import { registerCommands } from './register-commands.ts';

/** What the features hand in to the command line. */
export const COMMAND_PARTS: CommandParts = {
  registerCommands,
  async loadDatasets() {
    const { loadDatasets } = await import('./dataset-parts.ts');
    return loadDatasets();
  },
  async loadChecks() {
    const { loadChecks } = await import('./check-parts.ts');
    return loadChecks();
  },
};
