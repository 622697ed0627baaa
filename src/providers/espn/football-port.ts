import type { FootballBoxScore, FootballGame } from '../../domain/football-lines.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { FootballBoxScorePort } from '../ports.ts';
import { type EspnClient, type ListedGame, mustRead } from './espn-client.ts';
import { espnLeagueName, espnLeagueOf, summaryPath } from './espn-leagues.ts';
import { footballBoxScore } from './football-box.ts';
import { footballGame } from './football-game.ts';

/** Both parts of a match are read from one body, one after the other; a whole one does not get better in this time. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 40;

type Place = { client: EspnClient; api: ProviderApi; clock: Pick<Clock, 'nowMs'> };

/** Box scores of football: one summary is a match with all of its lines, and costs one call. */
export function createFootballBoxScores({ client, api, clock }: Place): FootballBoxScorePort {
  const kept = new Map<string, { boxScore: FootballBoxScore; atMs: number }>();
  const boxScore: FootballBoxScorePort['boxScore'] = async (eventId, context, { isEnough } = {}) => {
    const known = kept.get(eventId);
    if (known && clock.nowMs() - known.atMs < KEPT_MS && isEnough?.(known.boxScore) === true)
      return known.boxScore;
    const summary = await client.summary(eventId, context);
    if (summary === undefined) return undefined;
    const found = mustRead(footballBoxScore(summary), { api, endpoint: summaryPath('FOOTBALL') });
    kept.delete(eventId);
    kept.set(eventId, { boxScore: found, atMs: clock.nowMs() });
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return found;
  };
  return {
    boxScore,
    leagueIdOf: (leagueName) => espnLeagueOf('FOOTBALL', leagueName),
    async gamesOn(dateUtc, context, { isEnough, league } = {}) {
      const leagueName = league && espnLeagueName('FOOTBALL', league.providerLeagueId);
      const asked = leagueName === undefined ? context : { ...context, league: leagueName };
      const matches = (games: readonly ListedGame[]): readonly FootballGame[] =>
        games.map((game) => footballGame(game, game.providerLeagueId));
      const options = isEnough && { isEnough: (games: readonly ListedGame[]) => isEnough(matches(games)) };
      return matches(await client.gamesOn(dateUtc, asked, options));
    },
    async teamPlayers(eventId, teamId, context) {
      const found = await boxScore(eventId, context);
      const ofTeam = ({ providerTeamId }: { providerTeamId: string | null }): boolean =>
        providerTeamId === teamId;
      return {
        rows: (found?.playerLines ?? []).filter(ofTeam),
        refused: (found?.refused ?? []).filter((row) => row.entityType === 'player' && ofTeam(row)),
      };
    },
    async teamLine({ providerGameId }, teamId, context) {
      const found = await boxScore(providerGameId, context);
      return {
        rows: (found?.teamLines ?? []).filter(({ providerTeamId }) => providerTeamId === teamId),
        refused: (found?.refused ?? []).filter(
          ({ entityType, providerTeamId }) => entityType === 'team' && providerTeamId === teamId,
        ),
      };
    },
    forgetBoxScore(eventId) {
      kept.delete(eventId);
      return Promise.resolve();
    },
  };
}
