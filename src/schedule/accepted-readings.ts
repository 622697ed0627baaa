import { type Answer, answer } from './parse/answer.ts';

/** What a person can say about rows that contradict a known game or the clock: which of the readings is meant. */
export const ACCEPTED_READINGS = [
  'second-meeting',
  'moved-games',
  'exchanged-sides',
  'planned-games',
  'new-teams',
] as const;
export type AcceptedReading = (typeof ACCEPTED_READINGS)[number];

const MEANINGS: Readonly<Record<AcceptedReading, string>> = {
  'second-meeting': 'both games are played: the row is one more meeting of the two',
  'moved-games': 'the row is right: the known game is played on its date, and the other date is out',
  'exchanged-sides': 'the row is right: home and away of the known game are exchanged',
  'planned-games': 'the games are still to come: their results are left out',
  'new-teams': 'the names are those of teams that the league does not have yet: they are added',
};

/** The answer that says so, by option and by field. */
export function acceptAnswer(reading: AcceptedReading): Answer {
  return answer('accept', reading, MEANINGS[reading]);
}
