import type { App } from '../../src/app/app.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import { buildRefreshers } from '../../src/app/build-refreshers.ts';
import { repeatingJobs } from '../../src/app/repeating-jobs.ts';
import type { JobKind } from '../../src/jobs/catalog.ts';
import type { Delivery, DeliveryOutcome } from '../../src/jobs/store.ts';
import type { FailedCall } from '../../src/schedule/refresh/failed-call.ts';
import type { ActiveRuns } from '../run-registry.ts';
import { whileRunning } from './while-running.ts';

export type RefreshHandlerOptions = { app: App; providers: Providers; runs: ActiveRuns };

/** Teams asked for in one delivery, so that other chores get their turn within a minute. */
const TEAMS_PER_DELIVERY = 5;

/** Who changed a game, as its timeline shows it. */
const ACTOR = 'schedule refresh';

const SWITCHED_OFF: DeliveryOutcome = { kind: 'done', note: 'refreshing is switched off' };

/**
 * Handles the jobs that keep schedules and rosters fresh: a delivery asks for one league, or for a few teams. What
 * waits for quota or has failed waits in PostgreSQL, each league and team for itself, and a later delivery takes it
 * up; so a delivery is always done, and none is lost with the queue.
 */
export function createRefreshHandlers({ app, providers, runs }: RefreshHandlerOptions) {
  const { schedules, rosters } = buildRefreshers(app, providers);
  const jobs = repeatingJobs(app.config, app.registry);
  const isOn = (kind: JobKind): boolean => jobs.some((job) => job.kind === kind && job.everyMs > 0);

  return {
    'refresh-schedule': async (delivery: Delivery): Promise<DeliveryOutcome> => {
      if (!isOn('refresh-schedule')) return SWITCHED_OFF;
      return whileRunning(runs, delivery, async (signal) => {
        const league = await schedules.refreshNext({ actor: ACTOR, signal });
        if (!league) return 'no league is due';
        const subject = `${league.league} ${league.season}`;
        if (!league.ok) return `${subject}: ${failureWords(league.failure)}`;
        const { games_added, games_moved, games_updated, games_cancelled, quarantined } = league.result;
        return `${subject}: ${games_added} added, ${games_moved} moved, ${games_updated} updated, ${games_cancelled} cancelled, ${quarantined.length} quarantined`;
      });
    },

    'refresh-rosters': async (delivery: Delivery): Promise<DeliveryOutcome> => {
      if (!isOn('refresh-rosters')) return SWITCHED_OFF;
      return whileRunning(runs, delivery, async (signal) => {
        const notes: string[] = [];
        while (notes.length < TEAMS_PER_DELIVERY && !signal.aborted) {
          const team = await rosters.refreshNext(signal);
          if (!team) break;
          notes.push(`${team.team}: ${team.ok ? `${team.players} players` : failureWords(team.failure)}`);
        }
        return notes.length === 0 ? 'no team is due' : notes.join('; ');
      });
    },
  };
}

function failureWords({ kind, message, retryAtMs }: FailedCall): string {
  const when = retryAtMs === null ? 'with the next turn' : `after ${new Date(retryAtMs).toISOString()}`;
  return `${kind}, to be asked again ${when}: ${message}`;
}
