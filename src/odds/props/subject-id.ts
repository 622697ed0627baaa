import { plainWords } from '../../reference/players/player-names.ts';

/** As long as an id may be. */
const LONGEST_ID = 60;

/** What stands for an id where a source has spellings alone: `Nikola Jokić` as `nikola-jokic`. */
export function subjectId(name: string): string {
  return plainWords(name).replaceAll(' ', '-').slice(0, LONGEST_ID);
}
