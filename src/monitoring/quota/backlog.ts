import { paceWords } from '../../domain/pace.ts';
import type { TaskPlan } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';
import { plannedCalls } from './forecast-costs.ts';

/** Games whose time has come and that wait for calls, because a minute has fewer than they need. */
export type Backlog = { games: number; calls: number; calls_per_minute: number; words: string };

/** What takes less than this is no backlog. */
const WORTH_TELLING_MINUTES = 2;

/** The backlog of a host, with an honest forecast; null where its games are read within two minutes. */
export function backlogOf(
  waiting: readonly { sport: Sport; waiting: number }[],
  callsPerMinute: number | undefined,
  strategy: Readonly<Record<Sport, TaskPlan>> | undefined,
): Backlog | null {
  if (callsPerMinute === undefined || callsPerMinute < 1) return null;
  const games = waiting.reduce((sum, row) => sum + row.waiting, 0);
  const calls = Math.ceil(
    waiting.reduce(
      (sum, row) => sum + row.waiting * plannedCalls(row.sport, strategy?.[row.sport] ?? 'box-score'),
      0,
    ),
  );
  if (calls < callsPerMinute * WORTH_TELLING_MINUTES) return null;
  const words = `${games.toLocaleString('en')} games wait for calls: ${paceWords(calls, callsPerMinute)}`;
  return { games, calls, calls_per_minute: callsPerMinute, words };
}
