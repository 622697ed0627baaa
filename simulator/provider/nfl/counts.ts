/** What is counted for a player; the names say what the provider's groups and statistics mean. */
export const NO_COUNTS = {
  completions: 0,
  attempts: 0,
  passingYards: 0,
  passingTouchdowns: 0,
  intercepted: 0,
  sacked: 0,
  sackYards: 0,
  passingTwoPoints: 0,
  rushes: 0,
  rushingYards: 0,
  rushingTouchdowns: 0,
  longestRush: 0,
  rushingTwoPoints: 0,
  targets: 0,
  receptions: 0,
  receivingYards: 0,
  receivingTouchdowns: 0,
  longestReception: 0,
  receivingTwoPoints: 0,
  fumbles: 0,
  fumblesLost: 0,
  fumblesRecovered: 0,
  fumbleTouchdowns: 0,
  tackles: 0,
  soloTackles: 0,
  /** In halves, because two players can share one. */
  halfSacks: 0,
  tacklesForLoss: 0,
  passesDefended: 0,
  quarterbackHits: 0,
  forcedFumbles: 0,
  interceptions: 0,
  interceptionYards: 0,
  interceptionTouchdowns: 0,
  kickReturns: 0,
  kickReturnYards: 0,
  longestKickReturn: 0,
  kickReturnTouchdowns: 0,
  puntReturns: 0,
  puntReturnYards: 0,
  longestPuntReturn: 0,
  puntReturnTouchdowns: 0,
  fieldGoals: 0,
  fieldGoalTries: 0,
  longestFieldGoal: 0,
  fieldGoalsTo19: 0,
  fieldGoalsTo29: 0,
  fieldGoalsTo39: 0,
  fieldGoalsTo49: 0,
  fieldGoalsFrom50: 0,
  extraPoints: 0,
  extraPointTries: 0,
  punts: 0,
  puntYards: 0,
  longestPunt: 0,
  touchbacks: 0,
  puntsInside20: 0,
};

export type Counts = typeof NO_COUNTS;
export type CountName = keyof Counts;

export const COUNT_NAMES = Object.keys(NO_COUNTS) as readonly CountName[];

/** Adds up lines; the longest plays are the longest of all. */
export function totalCounts(lines: readonly Counts[]): Counts {
  const total = { ...NO_COUNTS };
  for (const line of lines) {
    for (const name of COUNT_NAMES) {
      total[name] = name.startsWith('longest') ? Math.max(total[name], line[name]) : total[name] + line[name];
    }
  }
  return total;
}

/** The part of a line that has happened when `fraction` of the game is played. */
export function partOfCounts(line: Counts, fraction: number): Counts {
  if (fraction >= 1) return line;
  const part = { ...NO_COUNTS };
  for (const name of COUNT_NAMES) part[name] = Math.trunc(line[name] * fraction);
  return part;
}
