import type { ProviderGame, ProviderPlayer } from './box-score.ts';
import type { RefusedRow } from './refused-row.ts';

/** A football match as a provider sees it: the result after extra time, without a penalty shoot-out. */
export type FootballGame = ProviderGame & {
  /** The provider's id of the competition, as in `League.ids`. */
  providerLeagueId: string;
  phaseGoals: Record<'home' | 'away', FootballPhaseGoals>;
  /** As the provider names them: `C. Turpin`; null while nobody is named, left out where it never is. */
  referee?: string | null;
};

/**
 * A player's line. Null means that the provider did not say; where it counts something it also writes null for
 * none (a defender's `goals.total`), so that null and 0 are both kept as they came.
 */
export type FootballPlayerLine = {
  player: ProviderPlayer;
  providerTeamId: string;
  /** Minutes on the pitch, up to 120 and a little after extra time; null for a substitute who was not used. */
  minutes: number | null;
  shirtNumber: number | null;
  /** `G`, `D`, `M` or `F`. */
  position: string | null;
  isCaptain: boolean;
  /** True for everybody who began on the bench, used or not. */
  isSubstitute: boolean;
  /** The provider's mark from 0 to 10. */
  rating: number | null;
  offsides: number | null;
  shotsTotal: number | null;
  shotsOnTarget: number | null;
  /** Own goals and penalties of a shoot-out do not count. */
  goals: number | null;
  goalsConceded: number | null;
  assists: number | null;
  saves: number | null;
  passesTotal: number | null;
  keyPasses: number | null;
  /** Passes that arrived, where the provider gives a number; older bodies give a share instead. */
  passesAccurate: number | null;
  passAccuracyPercent: number | null;
  tackles: number | null;
  blocks: number | null;
  interceptions: number | null;
  duelsTotal: number | null;
  duelsWon: number | null;
  dribblesAttempted: number | null;
  dribblesSucceeded: number | null;
  /** How often an opponent dribbled past. */
  dribbledPast: number | null;
  foulsDrawn: number | null;
  foulsCommitted: number | null;
  yellowCards: number | null;
  redCards: number | null;
  penaltiesWon: number | null;
  penaltiesCommitted: number | null;
  penaltiesScored: number | null;
  penaltiesMissed: number | null;
  penaltiesSaved: number | null;
};

/** Goals of one side by phase; a phase that was not played is null. */
export type FootballPhaseGoals = {
  halftime: number | null;
  /** After 90 minutes. */
  fulltime: number | null;
  /** Scored in extra time alone. */
  extraTime: number | null;
  /** Scored in a shoot-out; no part of the result. */
  penaltyShootout: number | null;
};

/** A team's line. Null means that the provider did not say, or none where it writes null for none. */
export type FootballTeamLine = {
  providerTeamId: string;
  /** As in `4-3-3`. */
  formation: string | null;
  /** The result's goals: own goals of the other side count, a shoot-out does not. */
  goals: number | null;
  phaseGoals: FootballPhaseGoals;
  shotsOnTarget: number | null;
  shotsOffTarget: number | null;
  shotsTotal: number | null;
  shotsBlocked: number | null;
  shotsInsideBox: number | null;
  shotsOutsideBox: number | null;
  fouls: number | null;
  corners: number | null;
  offsides: number | null;
  possessionPercent: number | null;
  yellowCards: number | null;
  redCards: number | null;
  saves: number | null;
  passesTotal: number | null;
  passesAccurate: number | null;
  passAccuracyPercent: number | null;
  /** Only where the provider has it (seasons from about 2022). */
  expectedGoals: number | null;
};

/** Everything that is known of one match. The lists are empty while the provider has nothing. */
export type FootballBoxScore = {
  game: FootballGame;
  playerLines: readonly FootballPlayerLine[];
  teamLines: readonly FootballTeamLine[];
  /** Rows of players and teams that were left out. */
  refused: readonly RefusedRow[];
  /** Why all rows of a kind were left out, where that is so. */
  unreadable: Readonly<
    Record<'player' | 'team', { kind: 'malformed' | 'mismatch'; problem: string } | undefined>
  >;
  /** What the list of events tells; undefined while there is none. */
  events:
    | {
        /** Own goals by the side that they count for, by its id at the provider. */
        ownGoalsFor: ReadonlyMap<string, number>;
      }
    | undefined;
  /** Players in the starting line-up by side, where line-ups are there. */
  starterCounts: ReadonlyMap<string, number>;
};
