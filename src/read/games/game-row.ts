import type { Sport } from '../../domain/sport.ts';
import type { LiveState } from './live-state.ts';
import type { GameStatus, SeedingStatus } from '../../domain/statuses.ts';

/** One side of a game, as the lists show it. */
export type GameSide = { team_id: number; name: string; abbreviation: string | null; score: number | null };

/** A game as lists, the API and the command line show it; field names as published. */
export type GameRow = {
  id: number;
  label: string;
  sport: Sport;
  league: string;
  season: number;
  slate_date: string;
  tip_off: Date;
  time_confirmed: boolean;
  week: number | null;
  round: string | null;
  game_type: string | null;
  /** The name of the place, else the words of the schedule. */
  venue: string | null;
  /** Null while the place is not known. */
  venue_id: number | null;
  venue_city: string | null;
  status: GameStatus;
  /** How it stands while it is under way; null before and after, and where no source of live scores is asked. */
  live: LiveState | null;
  home: GameSide;
  away: GameSide;
  seeding_status: SeedingStatus;
  seeded_at: Date | null;
  seeding_attempts: number;
  last_seeding_error: string | null;
  /** Players and teams of the first pass that are settled, of those that are expected; null before anybody was. */
  entities_done: number | null;
  entities_expected: number | null;
  provider_game_id: string | null;
  external_game_id: string | null;
};
