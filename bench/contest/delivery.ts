import { and, count, countDistinct, eq, inArray, isNotNull } from 'drizzle-orm';
import { nbaTeamGameStats } from '../../src/db/schema/nba-lines.ts';
import { apiUsage, providerPayloads } from '../../src/db/schema/providers.ts';
import { syncLog } from '../../src/db/schema/tasks.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { NBA_ENDPOINTS } from '../../src/providers/api-sports/nba/endpoints.ts';
import type { ContestWorld } from './contest-world.ts';

/** What is asked for one game alone; a day's games are asked for once for all of them. */
const GAME_ENDPOINTS = [NBA_ENDPOINTS.playerLines('').endpoint, NBA_ENDPOINTS.teamLines('').endpoint];

const TEAMS_A_GAME = 2;

/** A contestant may write records of calls after the game. */
const RECORDED_WITHIN_MS = 10_000;
const LOOK_MS = 50;

/**
 * Resolves when the calls of all games are on record with their bodies: they are a part of the work, also where they are
 * written after the game itself. Throws where they are not there in time.
 */
export async function untilRecorded({ app, gameIds }: ContestWorld): Promise<void> {
  const { db } = app.database;
  const wanted = gameIds.length * GAME_ENDPOINTS.length;
  const fromMs = performance.now();
  for (;;) {
    const [calls] = await db
      .select({ n: count() })
      .from(apiUsage)
      .where(and(inArray(apiUsage.endpoint, GAME_ENDPOINTS), isNotNull(apiUsage.bodyHash)));
    const [bodies] = await db
      .select({ n: count() })
      .from(providerPayloads)
      .where(inArray(providerPayloads.endpoint, GAME_ENDPOINTS));
    const recorded = Math.min(calls?.n ?? 0, bodies?.n ?? 0);
    if (recorded >= wanted) return;
    if (performance.now() - fromMs > RECORDED_WITHIN_MS)
      throw new Error(`${recorded} of ${wanted} calls are on record with their bodies`);
    await systemClock().sleep(LOOK_MS);
  }
}

/** Throws unless each game was seeded once, with the lines of both teams. */
export async function checkDelivery({ app, gameIds }: ContestWorld): Promise<void> {
  const { db } = app.database;
  const [runs] = await db
    .select({ all: count(), games: countDistinct(syncLog.gameId) })
    .from(syncLog)
    .where(and(isNotNull(syncLog.gameId), eq(syncLog.status, 'completed')));
  const [lines] = await db.select({ n: count() }).from(nbaTeamGameStats);
  const found = { runs: runs?.all, gamesSeeded: runs?.games, teamLines: lines?.n };
  const wanted = {
    runs: gameIds.length,
    gamesSeeded: gameIds.length,
    teamLines: gameIds.length * TEAMS_A_GAME,
  };
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`delivered ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}
