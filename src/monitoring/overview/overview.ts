import type { Executor } from '../../db/database.ts';
import type { ControlStatus } from '../../fleet/control-processes.ts';
import type { WorkerStatus } from '../../fleet/workers.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { remembered } from '../../platform/remembered.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';
import type { Alert } from '../alerts/alert.ts';
import { outcomes } from '../facts/ended-games.ts';
import { type FactLook, beginLook } from '../facts/fact.ts';
import { type GameCounts, gameCounts } from '../facts/game-counts.ts';
import { type FlowLateness, type GameFlow, LAST_DAY, LAST_WEEK, gameFlow } from '../facts/game-flow.ts';
import { type HeldGames, heldByReason, heldGames } from '../facts/games-by-sport.ts';
import { type NightCounts, nightGames } from '../facts/night-games.ts';
import { creditsByDay } from '../facts/provider-calls.ts';
import { type LiveLooks, liveLooks } from '../facts/live-looks.ts';
import { type HostCredits, hostCredits } from '../quota/month-of-credits.ts';
import { type LiveGame, liveGames } from '../facts/live-games.ts';
import { type JobTotals, jobTotals } from '../facts/job-punctuality.ts';
import { ALERTS_SHOWN, openAlerts } from '../facts/open-alerts.ts';
import {
  type RecentImport,
  type SportPause,
  openQuarantine,
  pauses,
  recentImports,
} from '../facts/open-matters.ts';
import { type RecentEvent, controls, recentEvents, workers } from '../facts/processes.ts';
import { lastReconciliation } from '../facts/queue-store.ts';
import { doneGames, failedGames, heldTasks, nextGames, runningTasks } from '../facts/task-lists.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { type CorrectionStatus, readCorrections } from './correction-status.ts';
import { type QueueStatus, type StoreStatus, readQueues } from './queue-status.ts';

/** How many games are in which state, and how many completed in the last 24 hours. */
export type OverviewCounts = Omit<GameCounts, 'read_at' | 'oldest_stuck_at'> & { completed_24h: number };

/**
 * What the dashboard shows, as of `read_at`. Recent means the last 24 hours. Counts and lists are of games, that is
 * of first passes; only `running` lists every run.
 */
export type Overview = {
  read_at: Date;
  counts: OverviewCounts;
  /** The games of tonight, and what holds them. */
  night: NightCounts;
  held_by_reason: readonly Omit<HeldGames, 'sport'>[];
  lateness_24h: FlowLateness;
  /** Due against started against complete, for charts of the last day and the last seven. */
  flow: { day: GameFlow; week: GameFlow };
  /** Games that are on, as a source of live scores has them. */
  live: readonly LiveGame[];
  upcoming: readonly TaskRow[];
  running: readonly TaskRow[];
  held: readonly TaskRow[];
  failed: readonly TaskRow[];
  done: readonly TaskRow[];
  workers: readonly WorkerStatus[];
  control_processes: readonly ControlStatus[];
  queues: readonly QueueStatus[];
  store: StoreStatus;
  pauses: readonly SportPause[];
  providers: readonly ProviderStatus[];
  /** What the coming week needs of each provider; empty where nothing forecasts. */
  forecast: readonly HostForecast[];
  /** The month of each provider that charges credits, and what looks at games under way cost. */
  credits: readonly HostCredits[];
  live_looks: readonly LiveLooks[];
  imports: readonly RecentImport[];
  /** The later looks at finished games. */
  corrections: CorrectionStatus;
  quarantine_open: number;
  /** Recurrent jobs, and which of them are late or failing. */
  jobs: JobTotals;
  /** What happened to the installation lately, the newest first. */
  events: readonly RecentEvent[];
  /** The first of the open alerts, the critical first. */
  alerts: readonly Alert[];
};

/** Rows of each list on the dashboard. */
const LIST_SIZE = 12;

/** Runs are read for the workers too, who each run some. */
const RUNNING_SIZE = 100;

/** A round of football and an evening of basketball. */
const LIVE_SIZE = 40;

const EVENTS_SIZE = 8;

const IMPORTS_SIZE = 5;

/** The page is drawn every second; the chart of the week shows no difference for minutes. */
const WEEK_FRESH_MS = 30_000;

export type OverviewReader = () => Promise<Overview>;

export type OverviewOptions = {
  db: Executor;
  store: QueueStore;
  providerStatus: ProviderStatusReader;
  forecast?: (() => Promise<readonly HostForecast[]>) | undefined;
  clock: Clock;
};

/** Reads everything that the dashboard shows: the facts in one look, queues and providers beside it. */
export function createOverviewReader(options: OverviewOptions): OverviewReader {
  const { db, store, providerStatus, forecast: readForecast, clock } = options;
  const readWeek = remembered(() => gameFlow.read(db, LAST_WEEK), { clock, freshMs: WEEK_FRESH_MS });
  return async function readOverview() {
    const look = beginLook(db);
    const [queues, providers, forecast, facts] = await Promise.all([
      readQueues(store, clock),
      providerStatus(),
      readForecast?.() ?? [],
      readFacts(look, store),
    ]);
    const { day, spent, ...read } = facts;
    const week = await readWeek();
    return {
      ...read,
      queues,
      providers,
      forecast,
      credits: hostCredits(providers, spent),
      lateness_24h: day.lateness,
      flow: { day, week },
    };
  };
}

async function readFacts(look: FactLook, store: QueueStore) {
  const counts = await readCounts(look);
  return {
    ...counts,
    night: await look.ask(nightGames),
    held_by_reason: heldByReason(await look.ask(heldGames)),
    day: await look.ask(gameFlow, LAST_DAY),
    spent: await look.ask(creditsByDay),
    live_looks: await look.ask(liveLooks),
    live: await look.ask(liveGames, { limit: LIVE_SIZE }),
    ...(await readLists(look)),
    workers: await look.ask(workers),
    control_processes: await look.ask(controls),
    store: {
      kind: store.kind,
      name: store.name,
      ...(await look.ask(lastReconciliation, { storeName: store.name })),
    },
    pauses: await look.ask(pauses),
    imports: await look.ask(recentImports, { limit: IMPORTS_SIZE }),
    corrections: await readCorrections(look),
    quarantine_open: (await look.ask(openQuarantine)).rows,
    jobs: await look.ask(jobTotals),
    events: await look.ask(recentEvents, { limit: EVENTS_SIZE }),
    alerts: await look.ask(openAlerts, { limit: ALERTS_SHOWN }),
  };
}

/** Open games, and those that completed in the last day. */
export async function readCounts(look: FactLook): Promise<{ read_at: Date; counts: OverviewCounts }> {
  const { read_at, oldest_stuck_at: _oldest, ...open } = await look.ask(gameCounts);
  const { completed } = await look.ask(outcomes, { days: 1 });
  return { read_at, counts: { ...open, completed_24h: completed } };
}

async function readLists(look: FactLook) {
  return {
    upcoming: await look.ask(nextGames, { limit: LIST_SIZE }),
    running: await look.ask(runningTasks, { limit: RUNNING_SIZE }),
    held: await look.ask(heldTasks, { limit: LIST_SIZE }),
    failed: await look.ask(failedGames, { limit: LIST_SIZE }),
    done: await look.ask(doneGames, { limit: LIST_SIZE }),
  };
}
