import { buildRefreshers } from '../build-refreshers.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { FailedCall } from '../../schedule/refresh/failed-call.ts';
import { askForRosters } from '../../schedule/refresh/roster-work.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** Who changed a game, as its timeline shows it. */
const ACTOR = 'schedule refresh';

/**
 * The work of `refresh-schedules` and `refresh-rosters`: a run asks for one league, or makes an item of work of each
 * team whose turn it is. What waits for quota or has failed waits in PostgreSQL, each league and team for itself.
 */
export function refreshWork({
  app,
  providers,
  whileRunning,
}: WorkerJobDeps): Record<'refresh-schedules' | 'refresh-rosters', RunJob> {
  const { schedules, rosters } = buildRefreshers(app, providers);
  return {
    'refresh-schedules': whileRunning(async (signal) => {
      const league = await schedules.refreshNext({ actor: ACTOR, signal });
      if (!league) return 'no league is due';
      const subject = `${league.league} ${league.season}`;
      if (!league.ok) return `${subject}: ${failureWords(league.failure)}`;
      const { games_added, games_moved, games_updated, games_cancelled, quarantined } = league.result;
      return `${subject}: ${games_added} added, ${games_moved} moved, ${games_updated} updated, ${games_cancelled} cancelled, ${quarantined.length} quarantined`;
    }),
    'refresh-rosters': whileRunning(async () => {
      const asked = await askForRosters(app.database.db, rosters);
      if (asked > 0) await app.publisher.tryPublishPending();
      return asked === 0 ? 'no team is due' : `${asked} teams are asked for`;
    }),
  };
}

function failureWords({ kind, message, retryAtMs }: FailedCall): string {
  const when = retryAtMs === null ? 'with the next turn' : `after ${new Date(retryAtMs).toISOString()}`;
  return `${kind}, to be asked again ${when}: ${message}`;
}
