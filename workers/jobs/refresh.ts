import { buildRefreshers } from '../../src/app/build-refreshers.ts';
import type { RunJob } from '../../src/jobs/schedules/recurrent-job.ts';
import type { FailedCall } from '../../src/schedule/refresh/failed-call.ts';
import { whileRunning } from './while-running.ts';
import type { WorkerWorkOptions } from './worker-work.ts';

/** Teams asked for in one run, so that what it came to is told within minutes. */
const TEAMS_PER_RUN = 5;

/** Who changed a game, as its timeline shows it. */
const ACTOR = 'schedule refresh';

/**
 * The work of `refresh-schedules` and `refresh-rosters`: a run asks for one league, or for a few teams. What waits
 * for quota or has failed waits in PostgreSQL, each league and team for itself, and a later run takes it up.
 */
export function refreshWork({
  app,
  providers,
  runs,
}: WorkerWorkOptions): Record<'refresh-schedules' | 'refresh-rosters', RunJob> {
  const { schedules, rosters } = buildRefreshers(app, providers);
  return {
    'refresh-schedules': whileRunning(runs, async (signal) => {
      const league = await schedules.refreshNext({ actor: ACTOR, signal });
      if (!league) return 'no league is due';
      const subject = `${league.league} ${league.season}`;
      if (!league.ok) return `${subject}: ${failureWords(league.failure)}`;
      const { games_added, games_moved, games_updated, games_cancelled, quarantined } = league.result;
      return `${subject}: ${games_added} added, ${games_moved} moved, ${games_updated} updated, ${games_cancelled} cancelled, ${quarantined.length} quarantined`;
    }),
    'refresh-rosters': whileRunning(runs, async (signal) => {
      const notes: string[] = [];
      while (notes.length < TEAMS_PER_RUN && !signal.aborted) {
        const team = await rosters.refreshNext(signal);
        if (!team) break;
        notes.push(`${team.team}: ${team.ok ? `${team.players} players` : failureWords(team.failure)}`);
      }
      return notes.length === 0 ? 'no team is due' : notes.join('; ');
    }),
  };
}

function failureWords({ kind, message, retryAtMs }: FailedCall): string {
  const when = retryAtMs === null ? 'with the next turn' : `after ${new Date(retryAtMs).toISOString()}`;
  return `${kind}, to be asked again ${when}: ${message}`;
}
