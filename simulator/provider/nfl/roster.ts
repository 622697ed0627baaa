import type { Random } from '../../../src/platform/random.ts';
import { COLLEGES, FIRST_NAMES, LAST_NAMES } from '../nba/names.ts';
import { pick, randomFor, randomInteger, shuffled } from '../sampling.ts';
import { NFL_TEAMS } from './nfl-teams.ts';

/** A 53-man roster by position, the best first within each. */
const PLACES = {
  QB: 3,
  RB: 4,
  WR: 6,
  TE: 3,
  OL: 9,
  DL: 9,
  LB: 7,
  CB: 6,
  S: 3,
  K: 1,
  P: 1,
  LS: 1,
} as const;
export type Position = keyof typeof PLACES;
const POSITIONS = Object.keys(PLACES) as readonly Position[];

const POSITION_GROUPS: Readonly<Record<Position, string>> = {
  QB: 'Offense',
  RB: 'Offense',
  WR: 'Offense',
  TE: 'Offense',
  OL: 'Offense',
  DL: 'Defense',
  LB: 'Defense',
  CB: 'Defense',
  S: 'Defense',
  K: 'Special Teams',
  P: 'Special Teams',
  LS: 'Special Teams',
};

/** An invented player. */
export type Player = {
  id: number;
  teamId: number;
  name: string;
  position: Position;
  /** `Offense`, `Defense` or `Special Teams`. */
  group: string;
  /** How much of the ball or of the tackles this player gets, around 1. */
  talent: number;
  number: number;
  age: number;
  college: string;
  heightInches: number;
  weightPounds: number;
  experience: number;
};

export type Rosters = {
  /** A team's 53 players, position by position. */
  ofTeam: (teamId: number) => readonly Player[];
  player: (id: number) => Player | undefined;
};

/** Player ids are the team's id times this plus a number, so that no two teams share one. */
const IDS_PER_TEAM = 100;

/** Makes up the players of the whole league; no two share a name. */
export function createRosters(seed: number): Rosters {
  const names = shuffled(
    randomFor(seed, 'nfl names'),
    FIRST_NAMES.flatMap((first) => LAST_NAMES.map((last) => `${first} ${last}`)),
  );
  const teams = new Map<number, readonly Player[]>();
  const players = new Map<number, Player>();
  for (const { id: teamId } of NFL_TEAMS) {
    const random = randomFor(seed, 'nfl roster', teamId);
    const numbers = shuffled(
      random,
      Array.from({ length: 99 }, (_, index) => index + 1),
    );
    const roster = POSITIONS.flatMap((position) =>
      Array.from({ length: PLACES[position] }, (_, depth) => ({ position, depth })),
    ).map(({ position, depth }, index) =>
      invent(random, {
        teamId,
        index,
        position,
        depth,
        name: names.pop() ?? '',
        number: numbers[index] ?? 0,
      }),
    );
    teams.set(teamId, roster);
    for (const player of roster) players.set(player.id, player);
  }
  return { ofTeam: (teamId) => teams.get(teamId) ?? [], player: (id) => players.get(id) };
}

type Basics = {
  teamId: number;
  index: number;
  position: Position;
  depth: number;
  name: string;
  number: number;
};

function invent(random: Random, { teamId, index, position, depth, name, number }: Basics): Player {
  const isHeavy = position === 'OL' || position === 'DL';
  const experience = randomInteger(random, 0, 12);
  const heightInches = randomInteger(random, isHeavy ? 75 : 70, isHeavy ? 79 : 77);
  return {
    id: teamId * IDS_PER_TEAM + index,
    teamId,
    name,
    position,
    group: POSITION_GROUPS[position],
    talent: 1.5 / (1 + 0.5 * depth) + 0.3 * random(),
    number,
    age: 21 + experience + randomInteger(random, 0, 2),
    college: pick(random, COLLEGES),
    heightInches,
    weightPounds: isHeavy ? randomInteger(random, 285, 340) : randomInteger(random, 185, 255),
    experience,
  };
}
