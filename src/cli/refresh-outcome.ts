import type { FailedCall } from '../schedule/refresh/failed-call.ts';
import type { TeamRefresh } from '../schedule/refresh/roster-refresher.ts';
import type { LeagueRefresh } from '../schedule/refresh/schedule-refresher.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { Outcome } from './outcome.ts';
import { instantWords } from './output/time-words.ts';

/** What refreshing schedules came to: done in part when a league failed or has rows in quarantine. */
export function scheduleRefreshOutcome(refreshed: readonly LeagueRefresh[]): Outcome {
  const hasQuarantined = refreshed.some(
    (one) => one.ok && (one.result.quarantined.length > 0 || one.result.cancellations_held > 0),
  );
  return {
    document: {
      refreshed: refreshed.filter((one) => one.ok).length,
      failed: refreshed.filter((one) => !one.ok).length,
      leagues: refreshed.map((one) => {
        const { league, sport, season } = one;
        return { league, sport, season, ...(one.ok ? { result: one.result } : failureDocument(one.failure)) };
      }),
    },
    exitCode: exitCodeOf(refreshed, hasQuarantined),
    render: (view) =>
      view.table<LeagueRefresh>(
        [
          { title: 'LEAGUE', text: (row) => row.league },
          { title: 'SEASON', text: (row) => row.season, align: 'right' },
          { title: 'ADDED', text: (row) => figure(row, 'games_added'), align: 'right' },
          { title: 'MOVED', text: (row) => figure(row, 'games_moved'), align: 'right' },
          { title: 'UPDATED', text: (row) => figure(row, 'games_updated'), align: 'right' },
          { title: 'CANCELLED', text: (row) => figure(row, 'games_cancelled'), align: 'right' },
          {
            title: 'QUARANTINED',
            text: (row) => (row.ok ? row.result.quarantined.length : ''),
            align: 'right',
          },
          { title: 'NOTE', text: leagueNote, yields: 1, minWidth: 20 },
        ],
        refreshed,
        'No league has games: ingest a schedule first (ingest-schedule).',
      ),
  };
}

/** What refreshing rosters came to. */
export function rosterRefreshOutcome(refreshed: readonly TeamRefresh[]): Outcome {
  const failed = refreshed.filter((one) => !one.ok);
  return {
    document: {
      refreshed: refreshed.length - failed.length,
      failed: failed.length,
      teams: refreshed.map((one) => {
        const { team, sport, season } = one;
        const came = one.ok ? { players: one.players, games: one.games } : failureDocument(one.failure);
        return { team, sport, season, ...came };
      }),
    },
    exitCode: exitCodeOf(refreshed, false),
    render: (view) =>
      view.table<TeamRefresh>(
        [
          { title: 'TEAM', text: (row) => row.team },
          { title: 'SPORT', text: (row) => row.sport },
          { title: 'PLAYERS', text: (row) => (row.ok ? row.players : ''), align: 'right' },
          { title: 'COMING GAMES', text: (row) => (row.ok ? row.games : ''), align: 'right' },
          { title: 'NOTE', text: (row) => (row.ok ? '' : failureNote(row.failure)), yields: 1, minWidth: 20 },
        ],
        refreshed,
        'No team plays soon, or none whose id at the provider is known.',
      ),
  };
}

function exitCodeOf(refreshed: readonly { ok: boolean }[], isPartial: boolean): ExitCode {
  const failed = refreshed.filter((one) => !one.ok).length;
  if (failed > 0 && failed === refreshed.length) return EXIT_CODES.failed;
  return failed > 0 || isPartial ? EXIT_CODES.inPart : EXIT_CODES.done;
}

function failureDocument({ kind, errorType, message, retryAtMs }: FailedCall) {
  const retryAt = retryAtMs === null ? null : new Date(retryAtMs).toISOString();
  return { error: { kind, type: errorType, message, retry_at: retryAt } };
}

function leagueNote(row: LeagueRefresh): string {
  if (!row.ok) return failureNote(row.failure);
  if (row.result.rows === 0) return 'the provider has no games of that season yet';
  const words = row.result.dry_run ? 'dry run, nothing was written' : '';
  const done = row.result.import_id === undefined ? words : `import ${row.result.import_id}`;
  return [done, ...(row.result.warnings ?? [])].filter((part) => part !== '').join('; ');
}

function failureNote({ message, retryAtMs }: FailedCall): string {
  return retryAtMs === null ? message : `${message}; again from ${instantWords(new Date(retryAtMs))}`;
}

type Figure = 'games_added' | 'games_moved' | 'games_updated' | 'games_cancelled';

function figure(row: LeagueRefresh, field: Figure): string {
  return row.ok ? String(row.result[field]) : '';
}
