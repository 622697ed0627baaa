import type { Random } from '../../../src/platform/random.ts';
import { pick, randomFor, randomInteger, shuffled } from '../sampling.ts';
import { COLLEGES, COUNTRIES, FIRST_NAMES, LAST_NAMES } from './names.ts';
import { NBA_TEAMS } from './nba-teams.ts';

/** The five places of a line-up, in the order in which they are filled. */
export const COURT_POSITIONS = ['PG', 'SG', 'SF', 'PF', 'C'] as const;
export type CourtPosition = (typeof COURT_POSITIONS)[number];

/** An invented player. */
export type Player = {
  id: number;
  teamId: number;
  firstName: string;
  lastName: string;
  position: CourtPosition;
  /** How much of the ball and the minutes this player gets, around 1. */
  talent: number;
  jersey: number;
  birthDate: string;
  country: string;
  college: string | null;
  heightInches: number;
  weightPounds: number;
  /** First season in the league; 0 for a rookie whose start the provider does not know. */
  startYear: number;
};

export type Rosters = {
  /** A team's 15 to 17 players, the best first within each position. */
  ofTeam: (teamId: number) => readonly Player[];
  player: (id: number) => Player | undefined;
};

/** Player ids are the team's id times this plus a number, so that no two teams share one. */
const IDS_PER_TEAM = 100;

/** Makes up the players of the whole league; no two share a name. */
export function createRosters(seed: number): Rosters {
  const names = fullNames(randomFor(seed, 'names'));
  const teams = new Map<number, readonly Player[]>();
  const players = new Map<number, Player>();
  for (const { id: teamId } of NBA_TEAMS) {
    const random = randomFor(seed, 'roster', teamId);
    const jerseys = shuffled(
      random,
      Array.from({ length: 56 }, (_, index) => index),
    );
    const roster = Array.from({ length: randomInteger(random, 15, 17) }, (_, index) => {
      const [firstName = '', lastName = ''] = names.pop() ?? [];
      return invent(random, { teamId, index, firstName, lastName, jersey: jerseys[index] ?? 0 });
    });
    teams.set(teamId, roster);
    for (const player of roster) players.set(player.id, player);
  }
  return { ofTeam: (teamId) => teams.get(teamId) ?? [], player: (id) => players.get(id) };
}

function fullNames(random: Random): (readonly [string, string])[] {
  return shuffled(
    random,
    FIRST_NAMES.flatMap((first) => LAST_NAMES.map((last) => [first, last] as const)),
  );
}

type Basics = { teamId: number; index: number; firstName: string; lastName: string; jersey: number };

function invent(random: Random, { teamId, index, firstName, lastName, jersey }: Basics): Player {
  const place = index % COURT_POSITIONS.length;
  const birthYear = randomInteger(random, 1988, 2004);
  const country = pick(random, COUNTRIES);
  const heightInches = 72 + place * 2 + randomInteger(random, 0, 4);
  return {
    id: teamId * IDS_PER_TEAM + index,
    teamId,
    firstName,
    lastName,
    position: COURT_POSITIONS[place] ?? 'C',
    talent: 1.35 - 0.05 * index + 0.4 * random(),
    jersey,
    birthDate: `${birthYear}-${twoDigits(randomInteger(random, 1, 12))}-${twoDigits(randomInteger(random, 1, 28))}`,
    country,
    college: country === 'USA' ? pick(random, COLLEGES) : null,
    heightInches,
    weightPounds: 175 + (heightInches - 72) * 7 + randomInteger(random, -8, 15),
    startYear: index >= 14 ? 0 : birthYear + randomInteger(random, 19, 23),
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
