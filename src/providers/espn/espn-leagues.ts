import type { BoxScoreSport, Sport } from '../../domain/sport.ts';
import type { SeasonYear } from '../../domain/season.ts';

/** Where ESPN keeps a sport, and the leagues of it that we know there. */
type SportAtEspn = {
  /** The folder of the sport: `basketball`. */
  folder: string;
  /** Leagues by our names, as ESPN's paths call them. */
  leagues: Readonly<Record<string, string>>;
  /** The path that has every league of the sport; absent where there is only one league. */
  all?: string;
  /** ESPN's year of the season that we call by the year in which it starts. */
  yearOffset: 0 | 1;
};

/** ESPN calls a season of the NBA and NHL by the year in which it ends, any other by that in which it starts. */
const ESPN_SPORTS = {
  NBA: { folder: 'basketball', leagues: { NBA: 'nba' }, yearOffset: 1 },
  NFL: { folder: 'football', leagues: { NFL: 'nfl' }, yearOffset: 0 },
  FOOTBALL: {
    folder: 'soccer',
    leagues: {
      'Premier League': 'eng.1',
      'La Liga': 'esp.1',
      Bundesliga: 'ger.1',
      'Serie A': 'ita.1',
      'Ligue 1': 'fra.1',
      MLS: 'usa.1',
    },
    all: 'all',
    yearOffset: 0,
  },
  NHL: { folder: 'hockey', leagues: { NHL: 'nhl' }, yearOffset: 1 },
  MLB: { folder: 'baseball', leagues: { MLB: 'mlb' }, yearOffset: 0 },
} as const satisfies Partial<Record<Sport, SportAtEspn>>;

/** A sport that ESPN is asked about. */
export type EspnSport = keyof typeof ESPN_SPORTS;

/** One whose box scores are asked for there. */
export type EspnBoxScoreSport = Extract<EspnSport, BoxScoreSport>;

function formOf(sport: EspnSport): SportAtEspn {
  return ESPN_SPORTS[sport];
}

/** What ESPN calls a league in its paths; undefined for one that it is not asked for. */
export function espnLeagueOf(sport: EspnSport, leagueName: string): string | undefined {
  const { leagues } = formOf(sport);
  return Object.hasOwn(leagues, leagueName) ? leagues[leagueName] : undefined;
}

/** The leagues of a sport that ESPN is asked for, by our names. */
export function espnLeagueNames(sport: EspnSport): readonly string[] {
  return Object.keys(formOf(sport).leagues);
}

/** The reverse of `espnLeagueOf`. */
export function espnLeagueName(sport: EspnSport, league: string): string | undefined {
  return Object.entries(formOf(sport).leagues).find(([, slug]) => slug === league)?.[0];
}

/**
 * The leagues of a sport, as ESPN's paths call them: the one of that name, none where ESPN does not have it, or all where
 * no name is given.
 */
export function espnLeagues(sport: EspnSport, leagueName?: string): readonly string[] {
  if (leagueName === undefined) return Object.values(formOf(sport).leagues);
  const known = espnLeagueOf(sport, leagueName);
  return known === undefined ? [] : [known];
}

/** `/apis/site/v2/sports/basketball/nba/scoreboard`. */
export function sitePath(sport: EspnSport, league: string, what: string): string {
  return `/apis/site/v2/sports/${formOf(sport).folder}/${league}/${what}`;
}

/** The path of one event: its id is enough, whatever its league. */
export function summaryPath(sport: EspnSport): string {
  const { leagues, all } = formOf(sport);
  return sitePath(sport, all ?? Object.values(leagues)[0] ?? '', 'summary');
}

/** Standings: the path beside those of the others holds a link and nothing else. */
export function standingsPath(sport: EspnSport, league: string): string {
  return `/apis/v2/sports/${formOf(sport).folder}/${league}/standings`;
}

/** Our year of a season, which ESPN may call by the year in which it ends. */
export function seasonOfEspn(sport: EspnSport, espnYear: number): SeasonYear {
  return espnYear - formOf(sport).yearOffset;
}

/** The reverse of `seasonOfEspn`. */
export function espnYearOf(sport: EspnSport, season: SeasonYear): number {
  return season + formOf(sport).yearOffset;
}
