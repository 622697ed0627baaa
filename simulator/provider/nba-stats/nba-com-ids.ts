import { NBA_TEAMS } from '../nba/nba-teams.ts';
import type { NbaGame } from '../nba/nba-games.ts';

/** The franchises in the order of the league's own ids, which begin at 1610612737. */
const BY_ID = (
  'ATL BOS CLE NOP CHI DAL DEN GSW HOU LAC LAL MIA MIL MIN BKN ' +
  'NYK ORL IND PHI PHX POR SAC SAS OKC TOR UTA MEM WAS DET CHA'
).split(' ');
const FIRST_TEAM_ID = 1_610_612_737;
const FIRST_PLAYER_ID = 1_600_000;

/** The league's id of a team. */
export function nbaComTeamId(teamId: number): number {
  const code = NBA_TEAMS.find(({ id }) => id === teamId)?.code ?? '';
  return FIRST_TEAM_ID + BY_ID.indexOf(code);
}

/** The league's id of a player. */
export function nbaComPlayerId(playerId: number): number {
  return FIRST_PLAYER_ID + playerId;
}

/** The league's id of a game of the regular season: `0022514000`. */
export function nbaComGameId({ id, season }: Pick<NbaGame, 'id' | 'season'>): string {
  return `002${String(season % 100).padStart(2, '0')}${String(id).padStart(5, '0')}`;
}

/** The season of a game's id, in the league's words: `2025-26`. */
export function seasonOfId(gameId: string): string {
  const year = 2_000 + Number(gameId.slice(3, 5));
  return `${year}-${String((year + 1) % 100).padStart(2, '0')}`;
}
