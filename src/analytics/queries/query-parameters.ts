import { isRealDate } from '../../domain/real-date.ts';
import { UnknownNameError, needKnown } from '../../domain/unknown-name.ts';

/** What a value of a parameter is. */
type ParameterKind = 'text' | 'date' | 'whole' | 'number';

export type QueryParameter = {
  /** As the SQL names it; options of commands have hyphens. */
  name: string;
  kind: ParameterKind;
  meaning: string;
  /** The only values. */
  choices?: readonly string[];
  /** What counts where nothing is said, in words or as the value itself. */
  default?: string;
};

const SITUATIONS = [
  'all',
  'home',
  'road',
  'back_to_back',
  'rest_1',
  'rest_2',
  'rest_3_plus',
  'three_in_four',
  'favourite',
  'underdog',
];

/** Every parameter of the queries; each query names those that it has. */
export const PARAMETERS = {
  league: { kind: 'text', meaning: 'the league' },
  date: { kind: 'date', meaning: "the day, in the league's zone", default: 'today' },
  season: { kind: 'whole', meaning: 'the year in which the season starts', default: 'the newest' },
  team: { kind: 'text', meaning: 'name, abbreviation or id of a team' },
  opponent: { kind: 'text', meaning: 'the other team' },
  player: { kind: 'text', meaning: 'full name or id of a player' },
  situation: { kind: 'text', meaning: 'only games of this situation', choices: SITUATIONS, default: 'all' },
  last: { kind: 'whole', meaning: 'only so many of the newest games' },
  by: {
    kind: 'text',
    meaning: 'what games are grouped by',
    choices: ['team', 'official', 'venue', 'pace'],
    default: 'team',
  },
  stat: {
    kind: 'text',
    meaning: 'what is counted',
    choices: ['points', 'rebounds', 'assists', 'threes'],
    default: 'points',
  },
  line: { kind: 'number', meaning: 'the line', default: 'the one on offer' },
  threshold: { kind: 'number', meaning: 'the least edge, as a share', default: '0.03' },
  max_age_minutes: { kind: 'number', meaning: 'the oldest price that is current', default: '15' },
  max_hold: {
    kind: 'number',
    meaning: 'the largest margin of a book that counts, as a share',
    default: '0.08',
  },
  model: { kind: 'text', meaning: 'only this model' },
} as const satisfies Readonly<Record<string, Omit<QueryParameter, 'name'>>>;

export type ParameterName = keyof typeof PARAMETERS;

/** A parameter with its name. */
export function parameterNamed(name: ParameterName): QueryParameter {
  return { name, ...PARAMETERS[name] };
}

/** A value as the SQL takes it. Throws UnknownNameError for one that cannot be. */
export function readValue({ name, kind, choices }: QueryParameter, value: string): string {
  const text = value.trim();
  if (choices !== undefined) return needKnown(name, name, text, choices);
  if (kind === 'date' && !isRealDate(text))
    throw refused(name, text, 'Give a day that exists, as YYYY-MM-DD.');
  if (kind === 'whole' && !(/^\d{1,4}$/.test(text) && Number(text) > 0))
    throw refused(name, text, 'Give a whole number from 1 to 9999.');
  if (kind === 'number' && !/^-?\d{1,6}(\.\d{1,6})?$/.test(text))
    throw refused(name, text, 'Give a number, such as 0.03.');
  if (text === '') throw refused(name, text, 'Leave it out, or say what is meant.');
  return text;
}

function refused(name: string, value: string, remedy: string): UnknownNameError {
  return new UnknownNameError(name, `"${value}" cannot be the ${name.replaceAll('_', ' ')}`, remedy);
}
