import type { GamesById, RosterMember, SeasonList } from '../domain/scheduled-game.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { League } from '../domain/league.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SchedulePort } from '../providers/ports.ts';

/** A season with the source that lists it. */
export type SourcedSeason = SeasonList & {
  source: string;
  /** Another source is asked first and could not be. */
  isFallback: boolean;
};

/** Who lists the games of a league. Every method rejects with ProviderError. */
export type ScheduleSource = {
  /** As the port's, from the first source that says anything. */
  seasonGames: (...asked: Parameters<SchedulePort['seasonGames']>) => Promise<SourcedSeason>;
  /** Single games by the ids of the source that listed them. */
  gamesById: (
    league: League,
    providerGameIds: readonly string[],
    context: CallContext,
    source: string,
  ) => Promise<GamesById>;
};

/** A team by our id and by that of the provider which is asked by default. */
export type TeamToAsk = { teamId: number; providerTeamId: string };

/** Who plays for a team, and who says so. */
export type SourcedRoster = { members: readonly RosterMember[]; source: string };

export type RosterSource = {
  /** As the port's, from the first source that says anything and knows the team. Rejects with ProviderError. */
  roster: (team: TeamToAsk, season: SeasonYear, context: CallContext) => Promise<SourcedRoster>;
};

/** What is told of a league beside its box scores. Every method rejects with ProviderError. */
export type LeagueSource = RosterSource & ScheduleSource;
