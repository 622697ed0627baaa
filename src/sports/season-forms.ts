import type { Sport } from '../domain/sport.ts';
import { FOOTBALL_PLAYER_SEASON, FOOTBALL_TEAM_SEASON } from './football/season-form.ts';
import { NBA_PLAYER_SEASON, NBA_TEAM_SEASON } from './nba/season-form.ts';
import { NFL_PLAYER_SEASON, NFL_TEAM_SEASON } from './nfl/season-form.ts';
import type { SeasonForm } from './season-form.ts';

/** Whose season it is. */
export type SeasonEntity = 'player' | 'team';

/** How each sport's players and teams are added up to a season. */
export const SEASON_FORMS: Readonly<Record<Sport, Readonly<Record<SeasonEntity, SeasonForm>>>> = {
  NBA: { player: NBA_PLAYER_SEASON, team: NBA_TEAM_SEASON },
  NFL: { player: NFL_PLAYER_SEASON, team: NFL_TEAM_SEASON },
  FOOTBALL: { player: FOOTBALL_PLAYER_SEASON, team: FOOTBALL_TEAM_SEASON },
};
