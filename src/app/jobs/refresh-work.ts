import { buildRefreshers } from '../build-refreshers.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { FailedCall } from '../../schedule/refresh/failed-call.ts';
import { createLeaguePlayersRefresh } from '../../schedule/refresh/league-players.ts';
import { askForRosters } from '../../schedule/refresh/roster-work.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** Who changed a game, as its timeline shows it. */
const ACTOR = 'schedule refresh';

/**
 * The work of `refresh-schedules`, `refresh-rosters` and `refresh-players`: a run asks for one league, makes an item of
 * work of each team whose turn it is, or asks for the players of the leagues that are on. What waits for quota or has failed waits in PostgreSQL, each league and team for itself.
 */
export function refreshWork({
  app,
  providers,
  whileRunning,
}: WorkerJobDeps): Record<'refresh-schedules' | 'refresh-rosters' | 'refresh-players', RunJob> {
  const { schedules, rosters } = buildRefreshers(app, providers);
  const refreshPlayers = createLeaguePlayersRefresh({
    db: app.database.db,
    sources: providers.playersSources,
    runCalls: providers.usage,
    clock: app.clock,
    logger: app.logger,
  });
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
    'refresh-players': whileRunning(async (signal) => {
      const { known, linked, asked, failed } = await refreshPlayers(signal);
      return `${known} players known, ${linked} more by their lists, ${asked} in question, ${failed} lists failed`;
    }),
  };
}

function failureWords({ kind, message, retryAtMs }: FailedCall): string {
  const when = retryAtMs === null ? 'with the next turn' : `after ${new Date(retryAtMs).toISOString()}`;
  return `${kind}, to be asked again ${when}: ${message}`;
}
