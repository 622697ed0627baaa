import { Argument, type Command, Option } from 'commander';
import { type AskedLogLevel, LOG_LEVELS, type LogLevel } from '../../fleet/log-level-names.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { spanSecondsArgument } from '../options.ts';
import { usageError } from '../outcome.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

/** Long enough to look, and over by itself: forgotten details fill disks. */
const DEFAULT_SECONDS = 15 * 60;

/** A day. */
const MAX_SECONDS = 86_400;

export function registerLogLevel(program: Command, context: CommandContext): void {
  program
    .command('log-level')
    .description(
      'Set the log level of every control and worker process for a while; without a level, show it.',
    )
    .addArgument(
      new Argument('[level]', 'from which level on; configured ends it').choices([
        ...LOG_LEVELS,
        'configured',
      ]),
    )
    .addOption(
      new Option('--for <span>', 'how long, such as 10m or 2h; at most a day')
        .argParser(spanSecondsArgument)
        .default(DEFAULT_SECONDS, '15m'),
    )
    .addHelpText('after', examples('log-level debug --for 10m', 'log-level', 'log-level configured'))
    .action(async (level: LogLevel | 'configured' | undefined, { for: forSeconds }: { for: number }) => {
      if (forSeconds > MAX_SECONDS) throw usageError('--for is longer than a day', 'Ask again tomorrow.');
      const asked = await context.withServices(async ({ app }) => {
        const { askLogLevel, endLogLevel, readAskedLogLevel } = await import('../../fleet/log-levels.ts');
        const { db } = app.database;
        const actor = operator().name;
        if (level === 'configured') await endLogLevel(db, actor);
        else if (level) await askLogLevel(db, { level, forSeconds, actor });
        return readAskedLogLevel(db);
      });
      context.finish({ document: documentOf(asked), render: () => words(asked) });
    });
}

function documentOf(asked: AskedLogLevel | undefined) {
  return { level: asked?.level ?? 'configured', until: asked?.until ?? null, by: asked?.by ?? null };
}

function words(asked: AskedLogLevel | undefined): string {
  if (!asked) return 'Every process logs as configured (LOG_LEVEL).';
  return `Every process logs from ${asked.level} on until ${instantWords(asked.until)}, as ${asked.by} asked; they hear of it within seconds.`;
}
