import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { RequestHandler } from 'express';
import { JOB_KINDS } from '../../jobs/catalog.ts';
import { sportOfQueue } from '../../jobs/queue-names.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { isSimulatedData } from '../pages/page-context.ts';
import { boardAnswer } from './board-answer.ts';

const BOARD_TITLE = 'Scoracle queues';

/** The board asks this often, in seconds; each round reads every queue. */
const POLL_SECONDS = 5;

const WITH_ZONE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
  timeZoneName: 'short',
} as const satisfies Intl.DateTimeFormatOptions;

/** What whoever looks at it may do. */
export type BoardRights = { isReadOnly: boolean };

/** Bull Board over all queues, as it is mounted at `path`. */
export function createBoard({ app }: RouteDeps, rights: BoardRights & { path: string }): RequestHandler {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(rights.path);
  createBullBoard({
    queues: app.store.bullQueues().map((queue) => createAdapter(queue, rights)),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: BOARD_TITLE,
        boardLogo: { path: '/assets/icon.svg', width: 26, height: 26 },
        miscLinks: [{ text: 'Tonight', url: '/' }],
        hideDocsLink: true,
        pollingInterval: { forceInterval: POLL_SECONDS },
        dateFormats: { short: WITH_ZONE, common: WITH_ZONE, full: WITH_ZONE },
        favIcon: { default: '/assets/icon.svg', alternative: '/assets/icon.svg' },
        sortQueues: false,
        ...(isSimulatedData(app.config.provider.baseUrls)
          ? { environment: { label: 'Simulated data', color: '#8a5a00', textColor: '#ffffff' } }
          : {}),
      },
    },
  });
  serverAdapter.setErrorHandler(boardAnswer);
  return serverAdapter.getRouter() as RequestHandler;
}

function createAdapter(
  queue: ReturnType<RouteDeps['app']['store']['bullQueues']>[number],
  { isReadOnly }: BoardRights,
): BullMQAdapter {
  const sport = sportOfQueue(queue.name);
  const adapter = new BullMQAdapter(queue, {
    readOnlyMode: isReadOnly,
    allowRetries: sport === undefined && !isReadOnly,
    description: sport
      ? `Seeding of ${sport}. Retry and pause on the pages of Scoracle: what is changed only here, the reconciler takes back.`
      : 'Chores of Scoracle.',
    externalJobUrl: (job) => {
      const gameId = gameIdOf(job.data);
      return gameId === undefined
        ? { href: '/', displayText: 'Tonight' }
        : { href: `/games/${gameId}`, displayText: 'Game' };
    },
  });
  adapter.setFormatter('name', (job: unknown) => nameOf(job));
  return adapter;
}

/** The label of a seeding job, and the kind of any other. */
function nameOf(job: unknown): string {
  if (typeof job !== 'object' || job === null) return 'job';
  const payload = 'data' in job ? JOB_KINDS['seed-game'].payload.safeParse(job.data) : undefined;
  if (payload?.success) return payload.data.label;
  return 'name' in job && typeof job.name === 'string' ? job.name : 'job';
}

function gameIdOf(data: unknown): number | undefined {
  const payload = JOB_KINDS['seed-game'].payload.safeParse(data);
  return payload.success ? payload.data.gameId : undefined;
}
