import type { Command } from 'commander';
import type { ControlRequest, ControlStatus } from '../../fleet/control-processes.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { limitArgument } from '../options.ts';
import { CommandFailure, type Outcome } from '../outcome.ts';
import { plural } from '../output/plain-text.ts';
import { examples } from '../program.ts';
import type { Services } from '../services.ts';

/** How long a control process may take to hear and obey before that is told as a failure. */
const DEFAULT_WAIT_SECONDS = 45;

const POLL_MS = 250;

type Asked = { request: ControlRequest; asked: readonly ControlStatus[]; gone: string[]; started: string[] };

/** `scheduler stop` and `scheduler restart`: asks control processes through the database, wherever they run. */
export function registerControlRequest(
  scheduler: Command,
  context: CommandContext,
  request: ControlRequest,
): void {
  scheduler
    .command(request)
    .description(
      request === 'stop'
        ? 'Ask every control process to end in order, and wait until they have.'
        : 'Ask every control process to end so that its supervisor starts it anew, and wait for that.',
    )
    .option('--wait <seconds>', 'how long to wait', limitArgument, DEFAULT_WAIT_SECONDS)
    .addHelpText('after', examples(`scheduler ${request}`, `scheduler ${request} --wait 10`))
    .action(async ({ wait }: { wait: number }) => {
      const outcome = await context.withServices((services) => ask(services, request, wait, context));
      context.finish(askedOutcome(outcome));
    });
}

async function ask(
  { app }: Services,
  request: ControlRequest,
  waitSeconds: number,
  context: CommandContext,
): Promise<Asked> {
  const { askControls, readControls } = await import('../../fleet/control-processes.ts');
  const { db } = app.database;
  const asked = await askControls(db, request, operator(undefined).name);
  if (asked.length === 0) {
    throw new CommandFailure({
      code: 'not_found',
      message: 'no control process is running',
      remedy: 'Start one with `npm start`.',
    });
  }
  const ids = new Set(asked.map((control) => control.control_id));
  const deadlineMs = app.clock.nowMs() + waitSeconds * 1000;
  const progress = context.startProgress('control processes ended', { total: ids.size, isWait: true });
  for (;;) {
    const alive = (await readControls(db)).filter((control) => control.is_alive);
    const gone = [...ids].filter((id) => !alive.some((control) => control.control_id === id));
    const started = alive.map((control) => control.control_id).filter((id) => !ids.has(id));
    const isDone = gone.length === ids.size && (request === 'stop' || started.length >= ids.size);
    if (isDone || app.clock.nowMs() > deadlineMs) {
      progress.finish();
      return { request, asked, gone, started };
    }
    progress.update(gone.length);
    await app.clock.sleep(POLL_MS);
  }
}

function askedOutcome({ request, asked, gone, started }: Asked): Outcome {
  const still = asked.map((control) => control.control_id).filter((id) => !gone.includes(id));
  const isWell = still.length === 0 && (request === 'stop' || started.length >= asked.length);
  return {
    document: {
      request,
      asked: asked.map(({ control_id, hostname, process_id }) => ({ control_id, hostname, process_id })),
      stopped: gone,
      still_running: still,
      started,
    },
    exitCode: isWell ? EXIT_CODES.done : EXIT_CODES.failed,
    render({ colors }) {
      const lines = [`${plural(gone.length, 'control process', 'control processes')} ended in order.`];
      if (still.length > 0)
        lines.push(colors.red(`Still running: ${still.join(', ')}. End it where it runs, and see its log.`));
      if (request === 'stop' && started.length > 0)
        lines.push(
          colors.yellow(`Started meanwhile, probably by a supervisor: ${started.join(', ')}. Stop it there.`),
        );
      if (request === 'restart')
        lines.push(
          started.length >= asked.length
            ? `Started: ${started.join(', ')}.`
            : colors.red('None was started anew. Without a supervisor, start it with npm start.'),
        );
      lines.push('Workers go on; `scheduler pause` lets them start no more seeding.');
      return lines.join('\n');
    },
  };
}
