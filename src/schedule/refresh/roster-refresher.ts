import type { Database } from '../../db/database.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import type { Logger } from '../../platform/logger.ts';
import type { LeagueSource } from '../../sports/league-source.ts';
import { settlePlayerQuestions } from '../../reference/players/settle-questions.ts';
import { type FailedCall, readFailedCall } from './failed-call.ts';
import { type SavedRoster, saveRoster } from './save-roster.ts';
import {
  type TeamPlayingSoon,
  findTeamPlayingSoon,
  listDueTeams,
  listTeamsPlayingSoon,
  postponeRoster,
} from './teams-playing-soon.ts';
import type { QuotaPriority } from '../../providers/client/quota-priority.ts';

export type RosterRefresherOptions = {
  db: Database;
  sources: ReadonlyMap<Sport, Pick<LeagueSource, 'roster'>>;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  clock: Clock;
  logger: Logger;
  sports: readonly Sport[];
  /** Teams with a game within this time play soon. */
  lookAheadMs: number;
};

/** What asking for one team's players came to. */
export type TeamRefresh = { team: string; sport: Sport; season: number } & (
  | ({ ok: true } & SavedRoster)
  | { ok: false; failure: FailedCall }
);

export type RosterRefresher = {
  /** Teams whose turn it is, those with the soonest games first. */
  dueTeams: (limit: number) => Promise<readonly TeamPlayingSoon[]>;
  /** Asks for the players of one team; undefined when it plays no game soon any more. */
  refreshTeam: (teamId: number, signal: AbortSignal) => Promise<TeamRefresh | undefined>;
  /** Asks for every team that plays soon, whenever it was asked for last, one after the other. */
  refreshAll: (order: {
    sport?: Sport | undefined;
    signal: AbortSignal;
    onProgress?: ((done: number, total: number) => void) | undefined;
  }) => Promise<readonly TeamRefresh[]>;
};

/** A team that the provider refuses for good is asked for again on another day only. */
const REFUSED_PAUSE_MS = 86_400_000;

/**
 * Keeps the players of teams that are about to play as the provider lists them, one call for each team. A team
 * that fails never takes another one along: only the database can make these methods reject.
 */
export function createRosterRefresher(options: RosterRefresherOptions): RosterRefresher {
  const { db, lookAheadMs } = options;

  return {
    dueTeams: (limit) => listDueTeams(db, { sports: options.sports, lookAheadMs, limit }),
    async refreshTeam(teamId, signal) {
      const team = await findTeamPlayingSoon(db, { teamId, lookAheadMs });
      return team && refreshTeam(options, team, { signal, priority: 'backfill' });
    },
    async refreshAll({ sport, signal, onProgress }) {
      const teams = await listTeamsPlayingSoon(db, {
        sports: sport ? [sport] : options.sports,
        lookAheadMs,
      });
      const done: TeamRefresh[] = [];
      for (const team of teams) {
        done.push(await refreshTeam(options, team, { signal, priority: 'manual' }));
        onProgress?.(done.length, teams.length);
      }
      return done;
    },
  };
}

async function refreshTeam(
  options: RosterRefresherOptions,
  team: TeamPlayingSoon,
  context: { signal: AbortSignal; priority: QuotaPriority },
): Promise<TeamRefresh> {
  const { db, clock, lookAheadMs, sources } = options;
  const { sport, seasonYear } = team;
  const subject = { team: team.team, sport, season: seasonYear };
  const run = beginRun(options, 'refresh_rosters', sport);
  try {
    const source = sources.get(sport);
    if (!source) throw new Error(`there is no source of rosters for ${sport}`);
    const { members, source: saidBy } = await source.roster(team, seasonYear, {
      ...context,
      runId: run.runId,
    });
    const saved = await saveRoster(db, team, members, {
      lookAheadMs,
      source: saidBy,
      runId: run.runId,
      isOnDemand: context.priority === 'manual',
    });
    // What the list says of its players may say who somebody in question is.
    await settlePlayerQuestions(db, { teamId: team.teamId, clock: options.clock });
    await run.end({
      status: 'completed',
      season: seasonYear,
      teams: 1,
      players: saved.players,
      details: { team: team.team, ...saved },
      source: saidBy,
      rows: { players: saved.players, team_rosters: saved.players },
    });
    return { ...subject, ok: true, ...saved };
  } catch (error) {
    const failure = readFailedCall(error, clock.nowMs());
    options.logger.warn({ ...subject, ...failure }, 'a roster could not be refreshed');
    const { retryAtMs } = failure;
    await postponeRoster(
      db,
      team.teamId,
      retryAtMs === null ? REFUSED_PAUSE_MS : Math.max(0, retryAtMs - clock.nowMs()),
    );
    await run.end({
      status: failure.kind === 'aborted' ? 'released' : failure.kind,
      season: seasonYear,
      details: { ...subject, ...failure },
      isQuiet: failure.kind !== 'failed',
    });
    return { ...subject, ok: false, failure };
  }
}
