import { COUNTRIES, FIRST_NAMES, LAST_NAMES } from '../nba/names.ts';
import { pick, randomFor, randomInteger, shuffled } from '../sampling.ts';
import { FOOTBALL_LEAGUES } from './clubs.ts';

/** The provider's letters: goalkeeper, defender, midfielder, forward. */
export type Position = 'G' | 'D' | 'M' | 'F';

/** An invented player. */
export type Footballer = {
  id: number;
  clubId: number;
  firstName: string;
  lastName: string;
  position: Position;
  shirt: number;
  age: number;
  country: string;
};

export type Squads = {
  /** A club's 27 players: three goalkeepers, nine defenders, nine midfielders, six forwards. */
  ofClub: (clubId: number) => readonly Footballer[];
};

const SQUAD: readonly Position[] = (
  [
    ['G', 3],
    ['D', 9],
    ['M', 9],
    ['F', 6],
  ] as const
).flatMap(([position, count]) => Array.from({ length: count }, () => position));

/** Makes up the players of all clubs; no two share a name. */
export function createSquads(seed: number): Squads {
  const names = shuffled(
    randomFor(seed, 'footballers'),
    FIRST_NAMES.flatMap((first) => LAST_NAMES.map((last) => [first, last] as const)),
  );
  const squads = new Map<number, readonly Footballer[]>();
  for (const { id: clubId } of FOOTBALL_LEAGUES.flatMap(({ clubs }) => clubs)) {
    const random = randomFor(seed, 'squad', clubId);
    squads.set(
      clubId,
      SQUAD.map((position, index): Footballer => {
        const [firstName = '', lastName = ''] = names.pop() ?? [];
        return {
          id: clubId * 100 + index,
          clubId,
          firstName,
          lastName,
          position,
          shirt: index + 1,
          age: randomInteger(random, 18, 36),
          country: pick(random, COUNTRIES),
        };
      }),
    );
  }
  return { ofClub: (clubId) => squads.get(clubId) ?? [] };
}

/** The name as events and line-ups write it: `A. Marchetti`. */
export function shortName({ firstName, lastName }: Footballer): string {
  return `${firstName.charAt(0)}. ${lastName}`;
}
