import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AlertsConfig } from '../../../src/config/areas/alerts.ts';
import type { Alert } from '../../../src/monitoring/alerts/alert.ts';
import type { AlertFacts } from '../../../src/monitoring/alerts/facts.ts';
import type { ProviderStatus } from '../../../src/monitoring/providers/provider-status.ts';
import type { App } from '../../../src/app/app.ts';
import type { Database } from '../../../src/db/database.ts';
import { type JobLeases, createJobLeases } from '../../../src/jobs/schedules/job-leases.ts';
import { monitoringJobs } from '../../../src/monitoring/recurrent-jobs.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import type { AlertWatch } from '../../../src/monitoring/alerts/watch.ts';
import type { TellableAlert } from '../../../src/monitoring/alerts/plan-messages.ts';

export const ALERTS_CONFIG: AlertsConfig = {
  emailTo: [],
  timeZone: 'UTC',
  digestHour: 9,
  reminderMs: 4 * 3_600_000,
  heartbeatMs: 300_000,
  latenessMs: 1_800_000,
  failurePercent: 5,
  providerDownMs: 180_000,
  incompleteMs: 3 * 3_600_000,
};

/** A watch that looks as a control process does: at the database, and where that answers at all else. */
export function withLook(
  watch: AlertWatch,
  leases: JobLeases,
): AlertWatch & { look: (signal: AbortSignal) => Promise<void> } {
  return {
    ...watch,
    async look(signal) {
      if (!(await watch.watchDatabase(signal))) return;
      await leases.run('deliver-alerts', (lease) => watch.tell(lease, signal));
    },
  };
}

const AT = new Date('2026-01-15T03:00:00Z');

/** What a look finds on a night on which nothing is wrong. */
export const NOTHING_IS_WRONG: AlertFacts = {
  openTasks: 5,
  lastHeartbeatAt: AT,
  workersAlive: 1,
  failedGames: [],
  stuckGames: [],
  incompleteGames: [],
  partialGames: { count: 0, label: null },
  openAlerts: [],
  keyRefused: { tasks: 0, since: null },
  inactiveAccounts: [],
  stuckWorkers: { count: 0, since: null, message: null, lastAt: null },
  lastJobAt: AT,
  diedWorkers: { count: 0, message: null },
  backupProblem: null,
  lastBackup: 'backup_made',
  late: { count: 0, worst_seconds: null, starts: 20 },
  ended: { completed: 20, failed: 1 },
  quarantine: { rows: 0, unknown_teams: 0 },
  drift: { missing: 0, orphaned: 0, mistimed: 0 },
  quota: [],
  failingRefreshes: [],
  heldCancellations: [],
  lastRefreshedAt: AT,
  queueProblem: null,
  keyProblem: undefined,
  terms: { keyVariable: 'API_SPORTS_KEY', planVariable: 'API_SPORTS_PLAN' },
  forecast: [],
  providers: [],
  jobs: [],
  work: [],
  datasets: [],
  backfills: {
    units: { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 },
    failed: [],
    still: [],
  },
};

/** A provider with which nothing is wrong. */
export function aProvider(changes: Partial<ProviderStatus> = {}): ProviderStatus {
  return {
    host: 'v1.example.com',
    provider: 'api-sports',
    provider_name: 'API-Sports',
    key_variable: 'API_SPORTS_KEY',
    plan_variable: 'API_SPORTS_PLAN',
    sports: ['NBA'],
    sports_off: [],
    is_off: false,
    calls_today: 0,
    failed_calls_today: 0,
    last_call_at: null,
    last_success_at: null,
    last_refused_at: null,
    outage: null,
    quota: null,
    breaker: null,
    tasks_held_by_breaker: 0,
    tasks_held_by_quota: 0,
    backlog: null,
    tasks_held_by_key: 0,
    games_due_24h: 0,
    lacks_key: false,
    warnings: [],
    account: null,
    problems: [],
    credits_reset_day: null,
    ...changes,
  };
}

/** A critical alert about a game that was raised at `raisedAt` and told to nobody. */
export function anAlert(id: number, raisedAt: Date, changes: Partial<TellableAlert> = {}): TellableAlert {
  return {
    id,
    key: `game_failed:${id}`,
    kind: 'game_failed',
    severity: 'critical',
    is_urgent: true,
    title: `LAL @ GSW ${id} has failed for good`,
    detail: 'No answer.',
    remedy: 'Retry it.',
    command: `retry-task --task-id ${id}`,
    path: `/games/${id}`,
    count: 1,
    first_seen_at: raisedAt,
    last_seen_at: raisedAt,
    resolved_at: null,
    is_quiet: false,
    raised_at: raisedAt,
    notified_at: null,
    resolution_notified_at: null,
    ...changes,
  };
}

export type Received = { headers: IncomingHttpHeaders; body: string; document: ReceivedDocument };
type ReceivedDocument = { id: string; event: string; subject: string; text: string; alerts: Alert[] };

/** A receiver of webhooks that keeps what it gets; `status` may be changed at any time. */
export async function startReceiver() {
  const received: Received[] = [];
  const state = { status: 200, refused: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (state.status === 200)
        received.push({ headers: request.headers, body, document: JSON.parse(body) as ReceivedDocument });
      else state.refused += 1;
      response.writeHead(state.status).end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/services/T0P-SECRET`,
    received,
    state,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The right of a process of its own to tell alerts. */
export function leasesOf({ config, clock }: App, db: Database): JobLeases {
  return createJobLeases({
    db,
    jobs: monitoringJobs(config),
    clock,
    logger: silentLogger(),
    holder: 'a process',
  });
}
