import type { Leagues } from '../../domain/league.ts';
import { acceptAnswer } from '../accepted-readings.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import type { GameChange, ScheduleConflict, SchedulePlan } from './change-types.ts';
import { meetingRule } from './meeting-rules.ts';

/**
 * Takes from a plan what would put the word of an old row over a newer one. `importOf` gives the import by which a
 * line was read last; rows of the present import have none. A game that a later import has set, or the same one from
 * another of its rows, keeps its date and time, and whatever else that import said of it.
 */
export function withoutOlderRows<Key extends TeamKey>(
  plan: SchedulePlan<Key>,
  importOf: (line: number) => number | undefined,
  leagues: Leagues,
): SchedulePlan<Key> {
  const isOlder = ({ existing, incoming, exchangesSides }: GameChange<Key>): boolean => {
    if (exchangesSides) return false;
    const readBy = importOf(incoming.line);
    return readBy !== undefined && (existing.importId ?? 0) >= readBy;
  };
  const kept = [...plan.update, ...plan.confirmTime].filter(isOlder);
  const moves = plan.move.filter(isOlder);
  if (kept.length + moves.length === 0) return plan;
  return {
    ...plan,
    move: plan.move.filter((change) => !isOlder(change)),
    confirmTime: plan.confirmTime.filter((change) => !isOlder(change)),
    update: plan.update.filter((change) => !isOlder(change)),
    unchanged: [
      ...plan.unchanged,
      ...kept.map(({ existing, incoming }) => ({
        existing,
        incoming,
        keptBecause: 'a newer import has set the game',
      })),
    ],
    conflicts: [...plan.conflicts, ...moves.map((change) => superseded(change, leagues))],
  };
}

function superseded<Key extends TeamKey>(
  { existing, incoming, summary }: GameChange<Key>,
  leagues: Leagues,
): ScheduleConflict<Key> {
  const isOne = meetingRule(leagues, existing.leagueName).isSameMeeting(existing, incoming);
  return {
    reason: isOne ? 'same_meeting_twice' : 'superseded',
    existing,
    incoming,
    summary: `a newer import, or another row of the same one, has set game ${existing.gameId}, which this row would have ${summary}`,
    answers: [acceptAnswer('moved-games'), acceptAnswer('second-meeting')],
  };
}
