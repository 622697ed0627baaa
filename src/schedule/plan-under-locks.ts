import type { Executor } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { changedIds } from './apply-plan.ts';
import { type Parted, partedComparison } from './compare-by-parts.ts';
import type { ExistingGame, SchedulePlan } from './difference/change-types.ts';
import { withoutCollisions } from './difference/collisions.ts';
import { withoutOlderRows } from './difference/older-rows.ts';
import { planScheduleChanges } from './difference/plan-schedule-changes.ts';
import { type OpenGames, type VanishedPolicy, judgeVanished } from './difference/vanished-games.ts';
import { lockTasks } from './follow-games.ts';
import type { PartOfFile } from './games-of-file.ts';
import { NO_PLAN } from './import-counts.ts';
import type { ReadFile } from './read-file.ts';
import type { RejectedRow } from './refused-rows.ts';
import type { ReadOrder } from './read-order.ts';
import { rowOfGame } from './read-rows.ts';
import type { ResolvedGame } from './resolve-game.ts';

/** What is to be done about a part of a file, and the games of the part. */
export type PlanOfPart = {
  plan: SchedulePlan<number>;
  games: readonly ResolvedGame<number>[];
  pairGroups: PartOfFile['pairGroups'];
};

/**
 * The plans of a file, part by part, with the tasks of the games that they change locked. Parts that change nothing
 * which is known come first; the tasks of the others are locked at once and in one order. A run may finish a game
 * between reading and locking; then the plan is made again, until it holds.
 */
export async function* plansUnderLocks(
  tx: Executor,
  order: ReadOrder,
  leagueIds: readonly number[],
  clock: Clock,
): AsyncGenerator<PlanOfPart> {
  const parted = await partedComparison(tx, order, leagueIds, clock);
  const vanished: ExistingGame<number>[] = [];
  const locked = new Set<number>();
  let waiting = parted.parts;
  while (waiting.length > 0) {
    const unlocked = new Set<number>();
    const again: PartOfFile[] = [];
    for (const part of waiting) {
      const games = part.games();
      const plan = await planOf(order, parted, { part, games }, clock);
      const mayChange = [...changedIds(plan), ...(plan.vanished ?? []).map(({ gameId }) => gameId)];
      const toLock = mayChange.filter((id) => !locked.has(id));
      for (const id of toLock) unlocked.add(id);
      if (toLock.length > 0) again.push(part);
      else {
        for (const game of plan.vanished ?? []) vanished.push(game);
        yield { plan, games, pairGroups: part.pairGroups };
      }
    }
    await lockTasks(tx, [...unlocked]);
    for (const id of unlocked) locked.add(id);
    waiting = again;
  }
  const { open } = parted.whole ?? {};
  if (open && vanished.length > 0) yield planOfVanished(order, { vanished, open, clock });
}

/** What becomes of the games that no part of a list names; it is about no pairs of teams of the list. */
function planOfVanished(
  order: ReadOrder,
  { vanished, open, clock }: { vanished: readonly ExistingGame<number>[]; open: OpenGames; clock: Clock },
): PlanOfPart {
  const inOrder = vanished.toSorted((one, other) => one.gameId - other.gameId);
  const plan = { ...NO_PLAN, ...judgeVanished(inOrder, open, vanishedPolicy(order, clock)) };
  return { plan, games: [], pairGroups: [] };
}

function vanishedPolicy({ request, file, vanished }: ReadOrder, clock: Clock): VanishedPolicy {
  return {
    sync: request.isSync,
    isCautious: request.isCautious ?? false,
    areCancellationsConfirmed: request.areCancellationsConfirmed ?? false,
    rejectedRows: file.rejected.length,
    ...vanished,
    nowMs: clock.nowMs(),
  };
}

async function planOf(
  order: ReadOrder,
  { existingOf, whole }: Parted,
  { part, games }: { part: PartOfFile; games: readonly ResolvedGame<number>[] },
  clock: Clock,
): Promise<SchedulePlan<number>> {
  const { request, file, directory, isRetry = false } = order;
  const { leagues } = directory;
  const existing = await existingOf(part);
  const planned = withoutCollisions(
    planScheduleChanges({
      existing,
      incoming: games,
      leagues,
      whole,
      accepted: new Set(request.accept),
      isRetry,
      ...vanishedPolicy(order, clock),
    }),
    existing,
    leagues,
  );
  const isRight = request.accept?.includes('moved-games');
  const importOf = (line: number) => (isRetry && !isRight ? file.waiting.get(line)?.seenIn : undefined);
  return withoutOlderRows(planned, importOf, leagues);
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
