import type { Database } from '../../db/database.ts';
import type { Logger } from '../../platform/logger.ts';
import type { IngestService } from '../../schedule/ingest-request.ts';
import { followClosingLines } from '../closing/follow-closing-lines.ts';
import { linkOpenEvents } from './link-events.ts';

type FollowDeps = { db: Database; logger: Pick<Logger, 'warn'> };

/**
 * Ingests of schedules after which events of odds are given the games that have come, and closing lines follow starts
 * that have moved. An ingest is done whatever becomes of that: the recurrent jobs do it as well.
 */
export function followedByOdds(service: IngestService, deps: FollowDeps): IngestService {
  return {
    async ingest(request) {
      const result = await service.ingest(request);
      if (!request.isDryRun) await follow(deps);
      return result;
    },
    async ingestGames(season) {
      const result = await service.ingestGames(season);
      await follow(deps);
      return result;
    },
    async undo(importId, actor) {
      const result = await service.undo(importId, actor);
      await follow(deps);
      return result;
    },
  };
}

async function follow({ db, logger }: FollowDeps): Promise<void> {
  try {
    await db.transaction(linkOpenEvents);
    await followClosingLines(db);
  } catch (error) {
    logger.warn({ err: error }, 'odds will follow the schedule with their recurrent jobs');
  }
}
