import type { ResultToRate } from '../ratings/rated-game.ts';

/** A final result of a season that counts for its table. */
export type TableGame = Pick<ResultToRate, 'home' | 'away' | 'homeScore' | 'awayScore'>;

/** What a team made of some games. */
export type Tally = {
  games: number;
  wins: number;
  losses: number;
  level: number;
  pointsFor: number;
  pointsAgainst: number;
  /** Scored as the visiting side. */
  awayPoints: number;
};

/** A game as one of its sides saw it. */
type Meeting = { opponent: string; isAway: boolean; pointsFor: number; pointsAgainst: number };

/** Where a team belongs; without conferences all are in one. */
export type Membership = { conference: string; division: string };

/** The games of a season, by team. */
export type SeasonRecord = {
  teams: readonly string[];
  memberOf: (team: string) => Membership;
  meetingsOf: (team: string) => readonly Meeting[];
  /** What a team made of its games, of those against some opponents only where that is asked. */
  tally: (team: string, isCounted?: (opponent: string) => boolean) => Tally;
};

const NOWHERE: Membership = { conference: '', division: '' };

export function seasonRecord(
  games: readonly TableGame[],
  members: ReadonlyMap<string, Membership> = new Map(),
): SeasonRecord {
  const meetings = new Map<string, Meeting[]>([...members.keys()].map((team) => [team, []]));
  const add = (team: string, meeting: Meeting): void => {
    const known = meetings.get(team) ?? [];
    meetings.set(team, known);
    known.push(meeting);
  };
  for (const { home, away, homeScore, awayScore } of games) {
    add(home, { opponent: away, isAway: false, pointsFor: homeScore, pointsAgainst: awayScore });
    add(away, { opponent: home, isAway: true, pointsFor: awayScore, pointsAgainst: homeScore });
  }
  const meetingsOf = (team: string): readonly Meeting[] => meetings.get(team) ?? [];
  return {
    teams: [...meetings.keys()].toSorted(),
    memberOf: (team) => members.get(team) ?? NOWHERE,
    meetingsOf,
    tally: (team, isCounted = () => true) =>
      tallyOf(meetingsOf(team).filter(({ opponent }) => isCounted(opponent))),
  };
}

function tallyOf(meetings: readonly Meeting[]): Tally {
  const tally = { games: 0, wins: 0, losses: 0, level: 0, pointsFor: 0, pointsAgainst: 0, awayPoints: 0 };
  for (const { pointsFor, pointsAgainst, isAway } of meetings) {
    tally.games += 1;
    if (pointsFor > pointsAgainst) tally.wins += 1;
    else if (pointsFor < pointsAgainst) tally.losses += 1;
    else tally.level += 1;
    tally.pointsFor += pointsFor;
    tally.pointsAgainst += pointsAgainst;
    if (isAway) tally.awayPoints += pointsFor;
  }
  return tally;
}

/** The share of games won, a level one as half a win; undefined of none. */
export function winShare({ games, wins, level }: Tally): number | undefined {
  return games === 0 ? undefined : (wins + level / 2) / games;
}
