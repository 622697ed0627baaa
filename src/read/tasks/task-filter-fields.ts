import type { Sport } from '../../domain/sport.ts';
import type { HoldReason, TaskStatus } from '../../domain/statuses.ts';
import type { GameFilter } from './game-filter.ts';

/** Which tasks are meant; what is absent does not restrict. */
export type TaskFilter = {
  status?: TaskStatus | undefined;
  sport?: Sport | undefined;
  /** Scheduled within so many days before or after now. */
  days?: number | undefined;
  /** Slate date, ISO. */
  date?: string | undefined;
  gameId?: number | undefined;
  holdReason?: HoldReason | undefined;
  /** Only tasks that wait with a hold reason (true) or without one (false). */
  isHeld?: boolean | undefined;
  /** Only first passes that are due, not held and not started for longer than the grace (true), or all others. */
  isOverdue?: boolean | undefined;
  errorType?: string | undefined;
  /** Only tasks of the games that this filter means. */
  games?: GameFilter | undefined;
  /** Teams, a label such as `LAL @ GSW 2026-01-15`, ids, or words of an error. */
  text?: string | undefined;
};
