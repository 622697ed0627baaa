import type { FootballPlayerLine } from '../../../domain/football-lines.ts';
import { playerOf } from './normalise.ts';
import type { PlayerStatistics, TeamPlayers } from './schema.ts';

/** Lines of a team's players. Rows of people whom the provider does not know by an id are left out. */
export function normalisePlayerLines({ team, players }: TeamPlayers): FootballPlayerLine[] {
  return players.flatMap(({ player, statistics: [line] }) => {
    if (player.id === null || line === undefined) return [];
    return [{ player: playerOf(player.id, player.name), providerTeamId: team.id, ...figures(line) }];
  });
}

function figures(line: PlayerStatistics): Omit<FootballPlayerLine, 'player' | 'providerTeamId'> {
  const { games, shots, goals, passes, tackles, duels, dribbles, fouls, cards, penalty } = line;
  return {
    minutes: games.minutes,
    shirtNumber: games.number,
    position: games.position,
    isCaptain: games.captain ?? false,
    // Where it is not said, somebody without minutes was on the bench.
    isSubstitute: games.substitute ?? games.minutes === null,
    rating: games.rating,
    offsides: line.offsides,
    shotsTotal: shots.total,
    shotsOnTarget: shots.on,
    goals: goals.total,
    goalsConceded: goals.conceded,
    assists: goals.assists,
    saves: goals.saves,
    passesTotal: passes.total,
    keyPasses: passes.key,
    ...accuracy(passes),
    tackles: tackles.total,
    blocks: tackles.blocks,
    interceptions: tackles.interceptions,
    duelsTotal: duels.total,
    duelsWon: duels.won,
    dribblesAttempted: dribbles.attempts,
    dribblesSucceeded: dribbles.success,
    dribbledPast: dribbles.past,
    foulsDrawn: fouls.drawn,
    foulsCommitted: fouls.committed,
    yellowCards: cards.yellow,
    redCards: cards.red,
    penaltiesWon: penalty.won,
    penaltiesCommitted: penalty.commited ?? penalty.committed,
    penaltiesScored: penalty.scored,
    penaltiesMissed: penalty.missed,
    penaltiesSaved: penalty.saved,
  };
}

/**
 * `"20"` of 27 passes is how many arrived; `"44%"`, as older bodies have it, is a share. A number above all passes
 * can only be a share whose sign is missing.
 */
function accuracy({
  total,
  accuracy: { value, isPercent },
}: PlayerStatistics['passes']): Pick<FootballPlayerLine, 'passesAccurate' | 'passAccuracyPercent'> {
  const isShare = isPercent || (value !== null && total !== null && value > total);
  return isShare
    ? { passesAccurate: null, passAccuracyPercent: value }
    : { passesAccurate: value, passAccuracyPercent: null };
}
