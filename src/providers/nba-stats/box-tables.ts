import type { Parsed } from '../client/provider-call.ts';
import { idIn } from '../reading/read-rows.ts';
import type { BoxSections } from './box.ts';
import { type TableRow, readTables } from './result-sets.ts';

/** What the second version calls figures, and the third. */
const FIGURES: Readonly<Record<string, string>> = {
  MIN: 'minutes',
  FGM: 'fieldGoalsMade',
  FGA: 'fieldGoalsAttempted',
  FG3M: 'threePointersMade',
  FG3A: 'threePointersAttempted',
  FTM: 'freeThrowsMade',
  FTA: 'freeThrowsAttempted',
  OREB: 'reboundsOffensive',
  DREB: 'reboundsDefensive',
  REB: 'reboundsTotal',
  AST: 'assists',
  STL: 'steals',
  BLK: 'blocks',
  TO: 'turnovers',
  PF: 'foulsPersonal',
  PTS: 'points',
  PLUS_MINUS: 'plusMinusPoints',
};

/** A box score of the second version in the spelling of the third; undefined where its tables are empty. */
export function boxOfTables(response: unknown): Parsed<BoxSections | undefined> {
  const tables = readTables(response);
  if (!tables.ok) return tables;
  const players = tables.value.get('PlayerStats');
  const teams = tables.value.get('TeamStats');
  if (!players || !teams) {
    return { ok: false, kind: 'malformed', problem: 'the tables PlayerStats and TeamStats are not in it' };
  }
  const [first] = [...players, ...teams];
  const gameId = first && idIn(first, 'GAME_ID');
  if (!gameId) return { ok: true, value: undefined };
  const ids = new Set([...teams, ...players].flatMap((row) => idIn(row, 'TEAM_ID') ?? []));
  const sides = [...ids].map((id) => ({
    providerTeamId: id,
    people: players.filter((row) => idIn(row, 'TEAM_ID') === id).map(personOf),
    statistics: figuresOf(teams.find((row) => idIn(row, 'TEAM_ID') === id)),
  }));
  return { ok: true, value: { gameId: gameId.padStart(10, '0'), isBegun: true, sides } };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The first word of a name is the first name, as these rows say it themselves beside it. */
function personOf(row: TableRow): object {
  const [firstName = '', ...rest] = textOf(row['PLAYER_NAME']).split(' ');
  return {
    personId: row['PLAYER_ID'],
    firstName,
    familyName: rest.join(' '),
    position: row['START_POSITION'],
    comment: row['COMMENT'],
    statistics: figuresOf(row),
  };
}

function figuresOf(row: TableRow | undefined): object | null {
  if (!row) return null;
  return Object.fromEntries(Object.entries(FIGURES).map(([header, name]) => [name, row[header]]));
}
