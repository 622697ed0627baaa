import type { Executor } from '../db/database.ts';
import { type InjuryListing, listInjuries } from './list-injuries.ts';
import { type SlateGame, listSlateLineups } from './lineups/list-slate.ts';

/** Who plays in a game, who officiates it, and who of the two teams is reported. */
export type GameAvailability = { game: SlateGame; injuries: readonly InjuryListing[] };

/** What is known of who plays in a game; injuries as they were told when it began, or now before that. */
export async function readGameAvailability(
  executor: Executor,
  { id, home, away, tip_off: startsAt }: { id: number; home: Side; away: Side; tip_off: Date },
  now: Date,
): Promise<GameAvailability | undefined> {
  const [game] = await listSlateLineups(executor, { gameId: id });
  if (!game) return undefined;
  const teamIds = [away.team_id, home.team_id];
  const at = startsAt < now ? { at: startsAt } : {};
  return { game, injuries: await listInjuries(executor, { ...at, teamIds }) };
}

type Side = { team_id: number };
