/** What is written of one side of a game, and what its score asks for. */
export type WrittenSide = {
  providerTeamId: string;
  /** The team's name, for people. */
  name: string;
  /** The side's final score; null where nobody has told it. */
  score: number | null;
  playerLines: number;
  teamLines: number;
  /** Points or goals that the lines credit to this side for certain. */
  credited: number;
  /** The same with what is told in several places, and may count twice. */
  creditedAtMost: number;
};

/** When the lines of a sport are those of a whole game. */
export type CompletenessRule = {
  /** What the score counts. */
  unit: 'points' | 'goals';
  /** A side with fewer players than this has not played a game of this sport, or its list is cut off. */
  minimumPlayers: number;
  /** How much of a score may belong to no line (own goals, say); a score is never below what its lines have. */
  maxUncredited: number;
  /** Where the provider may not mark who scored at all: lines without any credit are not held against the score. */
  mayCreditNobody: boolean;
};

/** Something that keeps a game from being whole, on one of its sides. */
export type Gap = {
  kind: 'no_players' | 'few_players' | 'no_team_line' | 'no_score' | 'score';
  providerTeamId: string;
  /** Which lines have to be asked for again. */
  entityType: 'player' | 'team';
  /** In words, with the side's name. */
  problem: string;
};

/**
 * What a game lacks, judged against the game and not against who happens to be known of it: both sides have lines of
 * players and a line of the team, and the lines reach the score. Empty for a whole game. Every writer of lines is
 * judged by this, whatever it was that it wrote.
 */
export function judgeCompleteness(sides: readonly WrittenSide[], rule: CompletenessRule): readonly Gap[] {
  return sides.flatMap((side) => [...playerGaps(side, rule), ...teamGaps(side)]);
}

function playerGaps(side: WrittenSide, rule: CompletenessRule): Gap[] {
  const { providerTeamId, name, score, playerLines, credited, creditedAtMost } = side;
  const gap = (kind: Gap['kind'], problem: string): Gap[] => [
    { kind, providerTeamId, entityType: 'player', problem },
  ];
  if (playerLines === 0) return gap('no_players', `no player of ${name} has a line`);
  if (playerLines < rule.minimumPlayers) {
    return gap('few_players', `only ${playerLines} of the players of ${name} ${verb(playerLines)} a line`);
  }
  if (score === null) return gap('no_score', `there is no final score of ${name} to hold the lines against`);
  if (creditedAtMost === 0 && rule.mayCreditNobody) return [];
  if (credited <= score && score - creditedAtMost <= rule.maxUncredited) return [];
  const told = credited > score ? credited : creditedAtMost;
  return gap('score', `the players of ${name} have ${told} ${rule.unit} together, the score says ${score}`);
}

function teamGaps({ providerTeamId, name, teamLines }: WrittenSide): Gap[] {
  if (teamLines === 1) return [];
  const problem = `there is no team line of ${name}`;
  return [{ kind: 'no_team_line', providerTeamId, entityType: 'team', problem }];
}

function verb(count: number): string {
  return count === 1 ? 'has' : 'have';
}
