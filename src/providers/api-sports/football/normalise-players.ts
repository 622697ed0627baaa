import type { FootballPlayerLine } from '../../../domain/football-lines.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import type { Parsed } from '../../client/provider-call.ts';
import { RowReading, type RowOwner, idIn, readRow, textIn } from '../../reading/read-rows.ts';
import { playerOf } from './normalise.ts';
import { PlayerOfMatch, type PlayerStatistics, TeamPlayers } from './schema.ts';

/** Which match and sides the rows must be of. */
export type PlayersOf = {
  providerGameId: string;
  providerTeamIds: readonly string[];
  /** Only one side was asked for. */
  isOfSome?: boolean;
};

/**
 * Lines of players, row by row. A row that comes twice is kept once; of a player with two different rows neither is.
 * Rows of people whom the provider does not know by an id are left out, and named where they have played.
 */
export function readPlayerLines(
  teams: readonly unknown[],
  expected: PlayersOf,
): Parsed<RowList<FootballPlayerLine>> {
  const reading = new RowReading<FootballPlayerLine>();
  const lines = new Map<string, FootballPlayerLine>();
  const contradicting = new Set<string>();
  for (const raw of teams) {
    const team = readRow(TeamPlayers, raw);
    if (!team.ok) {
      reading.refuse('malformed', ownerOf(raw, null), `the players of a team: ${team.problem}`);
      continue;
    }
    const teamId = team.value.team.id;
    const isOfGame = expected.providerTeamIds.includes(teamId);
    for (const rawRow of team.value.players) {
      const owner = ownerOf(rawRow, isOfGame ? teamId : null);
      const row = readRow(PlayerOfMatch, rawRow);
      const line = row.ok ? lineOf(row.value, teamId) : undefined;
      const twin = line && lines.get(line.player.providerPlayerId);
      if (!row.ok) reading.refuse('malformed', owner, row.problem);
      else if (!isOfGame)
        reading.refuse(
          'mismatch',
          owner,
          `listed for team ${teamId}, which does not play in match ${expected.providerGameId}`,
        );
      else if (!line) {
        if (hasPlayed(row.value)) reading.refuse('malformed', owner, 'player.id: there is none');
      } else if (twin && JSON.stringify(twin) !== JSON.stringify(line)) {
        const { providerPlayerId } = line.player;
        if (!contradicting.has(providerPlayerId))
          reading.refuse('mismatch', owner, 'there are two different lines');
        contradicting.add(providerPlayerId);
      } else lines.set(line.player.providerPlayerId, line);
    }
  }
  for (const [id, line] of lines) if (!contradicting.has(id)) reading.keep(line);
  return reading.result(expected);
}

function ownerOf(raw: unknown, providerTeamId: string | null): RowOwner {
  return {
    entityType: 'player',
    providerEntityId: idIn(raw, 'player', 'id'),
    providerTeamId,
    name: textIn(raw, 'player', 'name'),
  };
}

function lineOf(
  { player, statistics: [line] }: PlayerOfMatch,
  providerTeamId: string,
): FootballPlayerLine | undefined {
  if (player.id === null || line === undefined) return undefined;
  return { player: playerOf(player.id, player.name), providerTeamId, ...figures(line) };
}

function hasPlayed({ statistics: [line] }: PlayerOfMatch): boolean {
  return (line?.games.minutes ?? 0) > 0 || (line?.goals.total ?? 0) > 0;
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
