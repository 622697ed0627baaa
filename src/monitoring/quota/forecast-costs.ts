import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import type { TaskPlan } from '../../domain/plans.ts';
import { BOX_SCORE_SPORTS, type Sport, bySport } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { callsPerGame, gameCalls } from '../facts/game-calls.ts';

/** Days over which the cost of a game is measured. */
const MEASURED_DAYS = 14;

/** Games that must have been asked about in these days for their cost to count as measured. */
const MEASURED_GAMES = 20;

/** Calls for a game that is read by this plan, as the plan promises; none for a sport without box scores. */
export function plannedCalls(sport: Sport, plan: TaskPlan): number {
  return SPORT_FACTS[sport].plannedCalls?.[plan] ?? 0;
}

/**
 * Calls for a game of each sport: as measured over the last two weeks where enough games were asked about (the fact
 * `calls_per_game`, which commands, pages and reports tell as well), otherwise as the configured plan promises.
 */
export async function readCallsPerGame(
  db: Database,
  strategy: Config['seeding']['strategy'],
): Promise<Record<Sport, number>> {
  const measured = new Map<Sport, number>();
  for (const sport of BOX_SCORE_SPORTS) {
    const spent = await gameCalls.read(db, { days: MEASURED_DAYS, sport });
    const cost = callsPerGame(spent);
    if (cost !== null && cost > 0 && spent.games >= MEASURED_GAMES) measured.set(sport, cost);
  }
  return bySport((sport) => measured.get(sport) ?? plannedCalls(sport, strategy[sport]));
}
