import type { Executor } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { changedIds } from './apply-plan.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import { withoutCollisions } from './difference/collisions.ts';
import { withoutOlderRows } from './difference/older-rows.ts';
import { planScheduleChanges } from './difference/plan-schedule-changes.ts';
import { loadExistingGames } from './existing-games.ts';
import { lockTasks } from './follow-games.ts';
import type { ReadFile, RejectedRow } from './read-file.ts';
import type { ReadOrder } from './read-order.ts';
import { rowOfGame } from './read-rows.ts';

/** A run may finish a game between reading and locking; then the plan is made again, until it holds. */
export async function planUnderLocks(
  tx: Executor,
  order: ReadOrder,
  leagueIds: readonly number[],
  clock: Clock,
): Promise<SchedulePlan<number>> {
  const { request, file } = order;
  const { leagues } = order.directory;
  const locked = new Set<number>();
  for (;;) {
    const existing = await loadExistingGames(tx, leagueIds, request.seasonYear, {
      sport: request.sport,
      leagues,
      nowMs: clock.nowMs(),
      provider: request.provider,
    });
    const planned = withoutCollisions(
      planScheduleChanges({
        existing,
        incoming: file.games,
        leagues,
        accepted: new Set(request.accept),
        isRetry: order.isRetry ?? false,
        sync: request.isSync,
        isCautious: request.isCautious ?? false,
        areCancellationsConfirmed: request.areCancellationsConfirmed ?? false,
        rejectedRows: file.rejected.length,
        ...order.vanished,
        nowMs: clock.nowMs(),
      }),
      existing,
    );
    const isRight = request.accept?.includes('moved-games');
    const importOf = (line: number) =>
      order.isRetry && !isRight ? file.waiting.get(line)?.seenIn : undefined;
    const plan = withoutOlderRows(planned, importOf, leagues);
    const unlocked = changedIds(plan).filter((id) => !locked.has(id));
    if (unlocked.length === 0) return plan;
    await lockTasks(tx, unlocked);
    for (const id of unlocked) locked.add(id);
  }
}

/** Conflicts between rows and games wait in quarantine like rows that cannot be read. */
export function conflictRows(plan: SchedulePlan<number>, file: ReadFile): RejectedRow[] {
  return plan.conflicts.flatMap(({ incoming, reason, summary, answers = [] }) => {
    if (incoming === null) return [];
    const { homeTeamKey: _home, awayTeamKey: _away, ...game } = incoming;
    return {
      line: game.line,
      raw: file.waiting.get(game.line)?.raw ?? rowOfGame(game),
      reason,
      detail: summary,
      remedy:
        answers.length > 0
          ? 'Say what is meant with the option of the answer, or correct the row and ingest the file again.'
          : 'Correct the row, or the game that is known, and ingest the file again.',
      ...(answers.length > 0 ? { answers } : {}),
      leagueName: game.leagueName,
      game,
    };
  });
}
