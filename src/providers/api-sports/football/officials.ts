import type { FootballGame } from '../../../domain/football-lines.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { FootballBoxScorePort, OfficialsPort } from '../../ports.ts';

/** In the words of the provider's field. */
const ROLE = 'Referee';

/**
 * The referee of a match, which is all that the provider tells. The slate of its day has the referees of all of its
 * matches: one call for them, and one that was made for something else will do.
 */
export function createRefereePort(
  gamesOn: FootballBoxScorePort['gamesOn'],
  clock: Pick<Clock, 'nowMs'>,
): OfficialsPort {
  return {
    async officialsOf({ providerGameId, startMs }, context) {
      const matchIn = (games: readonly FootballGame[]): FootballGame | undefined =>
        games.find((game) => game.providerGameId === providerGameId);
      // Who was to officiate is no word on who did.
      const isEnough = (games: readonly FootballGame[]): boolean => {
        const match = matchIn(games);
        return isNamed(match) && (match?.status === 'completed' || clock.nowMs() < startMs);
      };
      const dateUtc = new Date(startMs).toISOString().slice(0, 10);
      const match = matchIn(await gamesOn(dateUtc, context, { isEnough }));
      const name = match?.referee ?? null;
      return name === null ? [] : [{ providerOfficialId: null, name, jersey: null, assignment: ROLE }];
    },
  };
}

function isNamed(match: FootballGame | undefined): boolean {
  return (match?.referee ?? null) !== null;
}
