import { z } from 'zod';
import { EspnId } from './schema.ts';
import type { EspnGame } from './scoreboard.ts';

const Goal = z.object({
  scoringPlay: z.literal(true),
  shootout: z.boolean().nullish(),
  period: z.object({ number: z.int() }),
  team: z.object({ id: EspnId }),
});

/**
 * Goals of the first half by side, from the events of a match. Undefined unless the goals among them make the score: an
 * own goal counts for the side that the event names, and where ESPN means the other one they do not.
 */
export function halvesOfEvents(
  events: readonly unknown[],
  { home, away, homeScore, awayScore }: EspnGame,
): { home: number; away: number } | undefined {
  const goals = events.flatMap((raw) => {
    const goal = Goal.safeParse(raw);
    return goal.success && goal.data.shootout !== true ? [goal.data] : [];
  });
  const of = (teamId: string) => goals.filter(({ team }) => team.id === teamId);
  const [ofHome, ofAway] = [of(home.providerTeamId), of(away.providerTeamId)];
  if (events.length === 0 || ofHome.length !== homeScore || ofAway.length !== awayScore) return undefined;
  const firstHalf = (some: typeof goals) => some.filter(({ period }) => period.number === 1).length;
  return { home: firstHalf(ofHome), away: firstHalf(ofAway) };
}
