import { UnknownNameError, needKnown } from '../../domain/unknown-name.ts';
import { type ParameterName, parameterNamed, readValue } from './query-parameters.ts';

/** A question to the database that has a name: a file of SQL, asked by command, HTTP and page alike. */
export type NamedQuery = {
  /** In kebab-case; its file is `sql/<name>.sql`. */
  name: string;
  title: string;
  meaning: string;
  parameters: readonly ParameterName[];
  /** Those that nothing stands in for. */
  required: readonly ParameterName[];
};

/** The eight questions of betting, and what the materialized views are asked. */
export const QUERIES: readonly NamedQuery[] = [
  {
    name: 'edges',
    title: "Today's edges",
    meaning:
      'Outcomes that Elo or Pythagorean shares give more than the fair market does, at prices that are current.',
    parameters: ['league', 'date', 'threshold', 'max_age_minutes', 'max_hold'],
    required: [],
  },
  {
    name: 'ats-trends',
    title: 'Against the spread',
    meaning: 'Records of teams at the closing spread by situation, with their interval, margin and profit.',
    parameters: ['league', 'date', 'season', 'team', 'situation', 'last'],
    required: ['league'],
  },
  {
    name: 'total-trends',
    title: 'Overs and unders',
    meaning: 'How totals ended at the close, by team, official, venue or pace.',
    parameters: ['league', 'date', 'season', 'by'],
    required: ['league'],
  },
  {
    name: 'line-moves',
    title: 'Line movement and steam',
    meaning: "Opening, now, high and low of a day's lines, the newest moves, steam and crossed key numbers.",
    parameters: ['league', 'date'],
    required: [],
  },
  {
    name: 'rest-spots',
    title: 'Rest and schedule',
    meaning:
      "Rest, road trips and travel of both sides of a day's games, and what became of that spot before.",
    parameters: ['league', 'date'],
    required: [],
  },
  {
    name: 'head-to-head',
    title: 'Head to head',
    meaning: 'The last meetings of two teams: score, spread, total, pace, and who was out.',
    parameters: ['league', 'date', 'team', 'opponent', 'last'],
    required: ['league', 'team', 'opponent'],
  },
  {
    name: 'starter-props',
    title: 'Props of starters',
    meaning:
      'What a player of the NBA made in games that he began, against a line, and whether his role changed.',
    parameters: ['player', 'stat', 'line', 'date', 'season'],
    required: ['player'],
  },
  {
    name: 'closing-value',
    title: 'Value against the close',
    meaning:
      'What lines of logged predictions were worth by the close, by model, market, book and time before the start.',
    parameters: ['league', 'date', 'model'],
    required: [],
  },
  {
    name: 'team-form',
    title: 'Current form',
    meaning: 'Last five and ten games, record, streak and ratings of the teams of a league.',
    parameters: ['league', 'date'],
    required: ['league'],
  },
  {
    name: 'matchups',
    title: 'Matchups',
    meaning: "What Elo, Pythagorean shares and the market say of a day's games.",
    parameters: ['league', 'date'],
    required: [],
  },
  {
    name: 'starter-splits',
    title: 'Starter and bench',
    meaning: 'Figures of a player of the NBA as a starter and from the bench, season by season.',
    parameters: ['player'],
    required: ['player'],
  },
  {
    name: 'book-accuracy',
    title: 'Accuracy of books',
    meaning: 'How near closing prices and lines of books came to results.',
    parameters: ['league', 'season'],
    required: ['league'],
  },
];

/** The query of a name. Throws UnknownNameError. */
export function needQuery(name: string): NamedQuery {
  const known = needKnown(
    'query',
    'query',
    name,
    QUERIES.map((query) => query.name),
  );
  const found = QUERIES.find((query) => query.name === known);
  if (found === undefined) throw new TypeError(`a query without an entry: ${known}`);
  return found;
}

/**
 * The values of a query's parameters as its SQL takes them; what is not said is empty, or its default. Throws
 * UnknownNameError for a parameter that the query does not have, a value that cannot be, and one that is missing.
 */
export function valuesOf(
  query: NamedQuery,
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !query.parameters.some((one) => one === name))
      throw new UnknownNameError(
        name,
        `${query.name} has no ${name.replaceAll('_', ' ')}`,
        `It takes: ${query.parameters.join(', ')}.`,
      );
  return Object.fromEntries(
    query.parameters.map((name) => {
      const parameter = parameterNamed(name);
      const value = given[name];
      if (value !== undefined) return [name, readValue(parameter, value)];
      if (query.required.includes(name))
        throw new UnknownNameError(name, `${query.name} needs the ${name}`, `Give ${parameter.meaning}.`);
      return [name, parameter.choices === undefined ? '' : (parameter.default ?? '')];
    }),
  );
}
