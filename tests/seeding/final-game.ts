import type { ProviderGame } from '../../src/domain/box-score.ts';

/** A game that is over by 101 to 99, as a provider tells it, but for what is said. */
export function finalGame(parts: Partial<ProviderGame>): ProviderGame {
  const team = { providerTeamId: '1', name: 'Somebody', code: null };
  return {
    providerGameId: '1',
    startMs: 0,
    status: 'completed',
    statusText: 'Final',
    isStatusKnown: true,
    home: team,
    away: team,
    homeScore: 101,
    awayScore: 99,
    homePeriodScores: [],
    awayPeriodScores: [],
    ...parts,
  };
}
