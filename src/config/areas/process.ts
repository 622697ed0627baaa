import { INVOCATION } from '../../domain/shell-command.ts';
import { choice, text } from '../values.ts';
import { variable } from '../variable.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every process: what it logs, and how the command line is called. */
export const processVariables = {
  LOG_LEVEL: variable(choice(LOG_LEVELS).prefault('info'), 'From which level on a process logs.'),
  COMMAND_LINE: variable(
    text().prefault(INVOCATION),
    'How the command line is called here, for every text that offers a command to copy, such as docker compose run --rm migrate node src/cli/main.ts.',
  ),
  SCORACLE_ENV: variable(
    text().optional(),
    'File of variables that stands for a whole installation: it is read instead of .env, and the process’s own variables do not count. A demonstration makes one.',
  ),
};
