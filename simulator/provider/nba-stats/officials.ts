import { randomFor, shuffled } from '../sampling.ts';

/** An official as nba.com writes one. */
export type OfficialRow = {
  personId: number;
  name: string;
  firstName: string;
  familyName: string;
  jerseyNum: string;
  assignment: string;
};

/** Invented; a game has three of them. */
const REFEREES = [
  ['Ada', 'Marsh'],
  ['Ben', 'Quill'],
  ['Carla', 'Voss'],
  ['Dov', 'Hale'],
  ['Ewa', 'Stone'],
  ['Finn', 'Abara'],
  ['Gil', 'Torres'],
  ['Hana', 'Wick'],
  ['Ivo', 'Lund'],
] as const;

const OF_A_GAME = 3;
const FIRST_ID = 201_600;

/** Who officiates a game; the same seed and game give the same three. */
export function officialsOf(seed: number, gameId: number): OfficialRow[] {
  return shuffled(
    randomFor(seed, 'officials', gameId),
    REFEREES.map((name, index) => [FIRST_ID + index, ...name] as const),
  )
    .slice(0, OF_A_GAME)
    .map(([personId, firstName, familyName], index) => ({
      personId,
      name: `${firstName} ${familyName}`,
      firstName,
      familyName,
      // Padded to four places, as recorded.
      jerseyNum: `${personId - FIRST_ID + 10}  `,
      assignment: `OFFICIAL${index + 1}`,
    }));
}
