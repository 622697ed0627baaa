import type { NbaTeam } from '../nba/nba-teams.ts';
import type { Player } from '../nba/roster.ts';
import { nbaComPlayerId, nbaComTeamId } from './nba-com-ids.ts';

/** The columns of `CommonAllPlayers` that hold something of their own, in their order. */
export const PLAYER_COLUMNS = [
  'PERSON_ID',
  'DISPLAY_LAST_COMMA_FIRST',
  'DISPLAY_FIRST_LAST',
  'ROSTERSTATUS',
  'FROM_YEAR',
  'TO_YEAR',
  'TEAM_ID',
  'TEAM_CITY',
  'TEAM_NAME',
  'TEAM_ABBREVIATION',
] as const;

/** A row by its columns; years are texts, as recorded. */
export type PlayerRow = Readonly<Record<(typeof PLAYER_COLUMNS)[number], string | number>>;

export function playerRow({ id, firstName, lastName, startYear }: Player, team: NbaTeam): PlayerRow {
  return {
    PERSON_ID: nbaComPlayerId(id),
    DISPLAY_LAST_COMMA_FIRST: `${lastName}, ${firstName}`,
    DISPLAY_FIRST_LAST: `${firstName} ${lastName}`,
    ROSTERSTATUS: 1,
    FROM_YEAR: String(startYear),
    TO_YEAR: '2025',
    TEAM_ID: nbaComTeamId(team.id),
    TEAM_CITY: team.city,
    TEAM_NAME: team.nickname,
    TEAM_ABBREVIATION: team.code,
  };
}

/** Somebody of one name who plays no more: of no team, and not told apart by a comma. */
export const FORMER_PLAYER: PlayerRow = {
  PERSON_ID: 1_500_001,
  DISPLAY_LAST_COMMA_FIRST: 'Ozzo',
  DISPLAY_FIRST_LAST: 'Ozzo',
  ROSTERSTATUS: 0,
  FROM_YEAR: '1990',
  TO_YEAR: '1994',
  TEAM_ID: 0,
  TEAM_CITY: '',
  TEAM_NAME: '',
  TEAM_ABBREVIATION: '',
};
