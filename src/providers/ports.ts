import type { ProviderGame } from '../domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../domain/nba-lines.ts';
import type {
  FootballBoxScore,
  FootballGame,
  FootballPlayerLine,
  FootballTeamLine,
} from '../domain/football-lines.ts';
import type { InjuryList } from '../domain/injury.ts';
import type { League } from '../domain/league.ts';
import type { LeaguePlayer } from '../domain/league-player.ts';
import type { Lineup, LineupGame } from '../domain/lineup.ts';
import type { NflPlayerLine, NflTeamLine } from '../domain/nfl-lines.ts';
import type { OddsEvent, OddsSnapshot } from '../domain/odds.ts';
import type { GameOfficial, OfficiatedGame } from '../domain/officials.ts';
import type { RowList } from '../domain/refused-row.ts';
import type { GamesById, RosterMember, SeasonList } from '../domain/scheduled-game.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { BoxScoreSport, Sport } from '../domain/sport.ts';
import type { Standing } from '../domain/standing.ts';
import type { CallContext } from './client/provider-call.ts';
import type { HistoryPort } from './history.ts';

/**
 * What a provider may be able to do for a sport. Those that have no port below get theirs with the first provider that
 * has them.
 */
export const CAPABILITIES = [
  'schedule',
  'box-score',
  'roster',
  'players',
  'live-score',
  'odds',
  'injuries',
  'standings',
  'officials',
  'lineup',
  'history',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Capabilities whose sources are chosen by configuration. */
export const SERVED_CAPABILITIES = [
  'schedule',
  'box-score',
  'roster',
  'players',
  'live-score',
  'odds',
  'injuries',
  'standings',
  'officials',
  'lineup',
] as const satisfies readonly Capability[];
export type ServedCapability = (typeof SERVED_CAPABILITIES)[number];

const DAY_MS = 86_400_000;

/**
 * How old an answer may be that stands in for a provider which fails; 0: none may. A schedule or a roster of yesterday
 * is worth more than none, and is marked. What is written as a result is the provider's word of now, or nothing.
 */
export const STALE_FOR_MS: Readonly<Record<Capability, number>> = {
  schedule: 7 * DAY_MS,
  roster: 7 * DAY_MS,
  players: 7 * DAY_MS,
  standings: DAY_MS,
  officials: DAY_MS,
  lineup: 0,
  history: 7 * DAY_MS,
  injuries: 3_600_000,
  'box-score': 0,
  'live-score': 0,
  odds: 0,
};

/** Every method of a port rejects with ProviderError. Ids are the provider's own. */
export type SchedulePort = {
  /** Every game of a season whose sides are known, without the preseason; one call. */
  seasonGames: (league: League, season: SeasonYear, context: CallContext) => Promise<SeasonList>;
  /** Single games by the provider's ids: one call for each, or for as many as the provider takes at once. */
  gamesById: (league: League, providerGameIds: readonly string[], context: CallContext) => Promise<GamesById>;
};

export type RosterPort = {
  /** Who plays for a team in a season; one call. */
  roster: (
    providerTeamId: string,
    season: SeasonYear,
    context: CallContext,
  ) => Promise<readonly RosterMember[]>;
};

export type LeaguePlayersPort = {
  /** Whether the provider has a list of the whole league; who does not is not asked. */
  hasLeague: (leagueName: string) => boolean;
  /** Everybody of a league, as it stands in a season, with the team of each; one call. */
  leaguePlayers: (league: League, season: SeasonYear, context: CallContext) => Promise<RowList<LeaguePlayer>>;
};

export type LiveScorePort<Game extends ProviderGame = ProviderGame> = {
  /**
   * Games that start on a day in UTC (`2026-01-15`). Callers who ask for the same day share one call; where `isEnough`
   * says so, an older answer serves.
   */
  gamesOn: (
    dateUtc: string,
    context: CallContext,
    options?: { isEnough?: (games: readonly Game[]) => boolean },
  ) => Promise<readonly Game[]>;
};

/** Box scores of a sport whose games are found by day and read in two calls: all player lines, both team lines. */
export type SlateBoxScorePort<PlayerLine, TeamLine> = LiveScorePort & {
  /** Undefined when the provider does not have the game. */
  gameById: (providerGameId: string, context: CallContext) => Promise<ProviderGame | undefined>;
  /** Lines of both teams' players, or of `only` some; empty while the provider has none. */
  playerLines: (
    providerGameId: string,
    context: CallContext,
    expected?: { providerTeamIds: readonly string[] },
    only?: { providerPlayerId?: string; providerTeamId?: string },
  ) => Promise<RowList<PlayerLine>>;
  /** Lines of both teams, or of `only` one; empty while the provider has none. */
  teamLines: (
    providerGameId: string,
    context: CallContext,
    expected?: { providerTeamIds: readonly string[] },
    only?: { providerTeamId?: string },
  ) => Promise<RowList<TeamLine>>;
};

type SharingOptions<T> = {
  /** Whether an older answer still serves the caller, for example because the match that it asks about is final in it. */
  isEnough?: (answer: T) => boolean;
};

/** Box scores of football: a match with all of its lines is one answer, and several matches may share a call. */
export type FootballBoxScorePort = {
  /**
   * Matches that kick off on a day in UTC (`2026-01-15`), of one league or of all. Callers who ask for the same
   * share one call; with `isEnough`, answers up to twelve hours old serve as well: ids never change.
   */
  gamesOn: (
    dateUtc: string,
    context: CallContext,
    options?: SharingOptions<readonly FootballGame[]> & {
      league?: { providerLeagueId: string; season: number };
    },
  ) => Promise<readonly FootballGame[]>;
  /** The provider's id of a league that it knows by our name; absent where its ids of leagues are learnt. */
  leagueIdOf?: (leagueName: string) => string | undefined;
  /**
   * A league's season as it was at most twelve hours ago, for who wants to know the ids in it, which never change. All
   * processes share one call. Absent where a season takes many calls: its matches are found on the slates of their days.
   */
  seasonList?: (
    providerLeagueId: string,
    season: number,
    context: CallContext,
  ) => Promise<readonly FootballGame[]>;
  /**
   * Status, score and all lines of a match; undefined when the provider does not have it. Matches that are asked for at
   * about the same time may share one call, over all processes; places that are left go to the `siblings` and to
   * matches of the same day that should be over, whose answers are kept for half an hour for those who find them
   * `isEnough`.
   */
  boxScore: (
    providerGameId: string,
    context: CallContext,
    options?: SharingOptions<FootballBoxScore> & {
      /** Matches that take the free places of the call, instead of those of the same day. */
      siblings?: readonly string[];
    },
  ) => Promise<FootballBoxScore | undefined>;
  /** Lines of one side's players, without what is embedded in a match; empty while the provider has none. */
  teamPlayers: (
    providerGameId: string,
    providerTeamId: string,
    context: CallContext,
  ) => Promise<RowList<FootballPlayerLine>>;
  /** One side's line, without its formation; none while the provider has none. */
  teamLine: (
    game: FootballGame,
    providerTeamId: string,
    context: CallContext,
  ) => Promise<RowList<FootballTeamLine>>;
  /** Makes sure that the next look at this match is a new one: the last answer was no good. */
  forgetBoxScore: (providerGameId: string) => Promise<void>;
};

/** How the box scores of each sport are read. */
export type BoxScorePorts = {
  NBA: SlateBoxScorePort<NbaPlayerLine, NbaTeamLine>;
  NFL: SlateBoxScorePort<NflPlayerLine, NflTeamLine>;
  FOOTBALL: FootballBoxScorePort;
};

export type OfficialsPort = {
  /** Who officiates a game, in the provider's order; empty while nobody is named. One call at most. */
  officialsOf: (game: OfficiatedGame, context: CallContext) => Promise<readonly GameOfficial[]>;
};

export type LineupSource = {
  /** Whether the provider has line-ups of the league; who does not is not asked. */
  hasLeague: (leagueName: string) => boolean;
  /** Who begins a game, as the provider has it now; undefined while it has nothing. One call. */
  fetchLineup: (game: LineupGame, context: CallContext) => Promise<Lineup | undefined>;
};

/** What is asked of a provider of odds; what it does not tell apart, it leaves out of account. */
export type OddsRequest = {
  /** Markets by The Odds API's keys: `h2h`, `spreads`, `totals`. */
  markets: readonly string[];
  /** Where the bookmakers are: `us`, `uk`, `eu`, `au`. */
  regions: readonly string[];
  /** Only these events; absent: every one that is on offer. */
  providerEventIds?: readonly string[];
};

export type OddsPort = {
  /** Events that are or will be on offer, soonest first, without prices. */
  events: (league: League, context: CallContext) => Promise<readonly OddsEvent[]>;
  /** The prices of every event of a league that is on offer, in one call. */
  odds: (league: League, request: OddsRequest, context: CallContext) => Promise<OddsSnapshot>;
  /** The prices of one event, where the provider has markets that come by event only: props, alternates, periods. */
  eventOdds?: (
    league: League,
    providerEventId: string,
    request: OddsRequest,
    context: CallContext,
  ) => Promise<OddsSnapshot>;
  /** The markets that one event of a sport may be asked for; absent where nothing comes by event. */
  eventMarkets?: (sport: Sport) => readonly string[];
  /** What was on offer at a moment of the past: the last snapshot at or before it; undefined where there is none. */
  oddsAt?: (
    league: League,
    atMs: number,
    request: OddsRequest,
    context: CallContext,
  ) => Promise<OddsSnapshot | undefined>;
  /** What a request costs, in the provider's credits; absent where a call is a call. */
  creditsOf?: (request: OddsRequest, options: { isHistorical: boolean }) => number;
};

export type InjuriesPort = {
  /** Whether the provider has the league; who does not is not asked. */
  hasLeague: (leagueName: string) => boolean;
  /** Everybody of a league who is reported now; one call. */
  injuries: (league: League, context: CallContext) => Promise<InjuryList>;
};

export type StandingsPort = {
  /** The table of a season, as it stands now; one call. */
  standings: (league: League, season: SeasonYear, context: CallContext) => Promise<readonly Standing[]>;
};

/** What a provider offers for a sport; a capability that it does not have is absent. */
export type SportPorts<S extends Sport = Sport> = {
  schedule?: SchedulePort;
  roster?: RosterPort;
  players?: LeaguePlayersPort;
  liveScore?: LiveScorePort;
  odds?: OddsPort;
  officials?: OfficialsPort;
  injuries?: InjuriesPort;
  standings?: StandingsPort;
  lineup?: LineupSource;
  /** Of a sport without box scores there is none. */
  boxScore?: S extends BoxScoreSport ? BoxScorePorts[S] : never;
  history?: HistoryPort;
};

export type ProviderPorts = { [S in Sport]?: SportPorts<S> };
