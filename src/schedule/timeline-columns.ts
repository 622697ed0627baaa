import { bareColumns } from '../db/bare-columns.ts';
import { gameEvents } from '../db/schema/games.ts';

/** What an import, or its taking back, writes on a game's timeline, in this order. */
export const EVENT_COLUMNS = bareColumns(
  gameEvents.gameId,
  gameEvents.kind,
  gameEvents.message,
  gameEvents.data,
  gameEvents.actor,
  gameEvents.runId,
);
