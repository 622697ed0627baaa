import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { GAME, SPORT } from '../../db/table-aliases.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { GameOfficial } from '../../domain/officials.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import { type WorkRun, beginRun } from '../../jobs/runs/run-log.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { OfficialsPort } from '../../providers/ports.ts';
import { writeOfficials } from '../../reference/officials/write-officials.ts';
import { type GameSource, failureOf, idsAt } from '../game-source.ts';
import { forgetOldTurns, takeTurn } from '../take-turn.ts';

export type OfficialsPollDeps = {
  db: Database;
  /** Who has officials of a sport, in the order in which they are asked. */
  sources: ReadonlyMap<Sport, readonly (GameSource & OfficialsPort)[]>;
  /** Games that match a condition over `game` and `sport`, by id. */
  gamesMatching: (condition: ReturnType<typeof sql>) => Promise<readonly GameToSeed[]>;
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** What a look came to: games that were asked about, with officials, and without an answer. */
export type OfficialsPollOutcome = { asked: number; named: number; failed: number };

const HOUR_MS = 3_600_000;
/** How the turns of these looks begin. */
const TURNS = 'officials';
/** Officials are named in the morning of the day of the game. */
const AHEAD_HOURS = 12;
const AHEAD_STEP_MS = 4 * HOUR_MS;
/** Who really officiated is told after the end, and corrected within two days. */
const BACK_HOURS = 48;
const BACK_STEP_MS = 8 * HOUR_MS;

/**
 * Asks who officiates the games of the slate: before they start, and after they are over. The next source is asked
 * where one names nobody or fails; the same answer twice changes nothing.
 */
export function createOfficialsPoll(deps: OfficialsPollDeps) {
  return async function pollOfficials(signal: AbortSignal): Promise<OfficialsPollOutcome> {
    const total = { asked: 0, named: 0, failed: 0 };
    for (const sport of SPORTS) {
      const sources = deps.sources.get(sport) ?? [];
      if (sources.length === 0) continue;
      const outcome = await askAbout(deps, sport, sources, signal);
      for (const name of Object.keys(total) as (keyof OfficialsPollOutcome)[]) total[name] += outcome[name];
    }
    await forgetOldTurns(deps.db, TURNS);
    return total;
  };
}

async function askAbout(
  deps: OfficialsPollDeps,
  sport: Sport,
  sources: readonly (GameSource & OfficialsPort)[],
  signal: AbortSignal,
): Promise<OfficialsPollOutcome> {
  const { db } = deps;
  const total = { asked: 0, named: 0, failed: 0 };
  const unable = new Set<string>();
  let run: WorkRun | undefined;
  for (const { game, turn, stepMs } of await gamesToAsk(deps, sport)) {
    if (signal.aborted || unable.size === sources.length) break;
    if (!(await takeTurn(db, turn, stepMs))) continue;
    run ??= beginRun(deps, 'poll_officials', sport);
    total.asked += 1;
    const able = sources.filter(({ name }) => !unable.has(name));
    const outcome = await firstNamed(deps, { game, sources: able, runId: run.runId, unable }, signal);
    if (outcome === 'named') total.named += 1;
    if (outcome === 'failed') total.failed += 1;
  }
  const status = total.failed > 0 && total.failed === total.asked ? 'failed' : 'completed';
  await run?.end({ status, details: total, isQuiet: true });
  return total;
}

/** Games to come and games that are over, each with its turn. */
async function gamesToAsk({ gamesMatching }: OfficialsPollDeps, sport: Sport) {
  const isOfSport = sql`${SPORT.displayName} = ${sport}`;
  const coming = await gamesMatching(sql`
    ${isOfSport} and ${GAME.status} = 'scheduled' and ${GAME.timeConfirmed} and ${GAME.gameDatetime} > now()
    and ${GAME.gameDatetime} <= now() + ${AHEAD_HOURS} * interval '1 hour'`);
  const over = await gamesMatching(sql`
    ${isOfSport} and ${GAME.status} = 'completed'
    and ${GAME.gameDatetime} > now() - ${BACK_HOURS} * interval '1 hour'`);
  return [
    ...coming.map((game) => ({ game, turn: `${TURNS} ${game.gameId}`, stepMs: AHEAD_STEP_MS })),
    ...over.map((game) => ({ game, turn: `${TURNS} ${game.gameId} over`, stepMs: BACK_STEP_MS })),
  ];
}

type GameToAsk = {
  game: GameToSeed;
  sources: readonly (GameSource & OfficialsPort)[];
  runId: string;
  /** Sources that answer nothing in this run; those that turn out to are added. */
  unable: Set<string>;
};

async function firstNamed(
  { db, logger }: OfficialsPollDeps,
  { game, sources, runId, unable }: GameToAsk,
  signal: AbortSignal,
): Promise<'named' | 'silent' | 'failed'> {
  let isFailed = false;
  const context = {
    signal,
    priority: 'correction' as const,
    league: game.leagueName,
    runId,
    gameId: String(game.gameId),
  };
  for (const source of sources) {
    try {
      const ids = await idsAt(db, source, game, context);
      const officials = ids ? await source.officialsOf({ ...ids, startMs: game.tipOffMs }, context) : [];
      if (officials.length === 0) continue;
      const told = { gameId: game.gameId, source: source.name, officials: officials.map(asTold) };
      await db.transaction((tx) => writeOfficials(tx, [told], runId));
      return 'named';
    } catch (error) {
      const { problem, isOfSource } = failureOf(error);
      isFailed = true;
      if (isOfSource) unable.add(source.name);
      logger.warn({ source: source.name, gameId: game.gameId, problem }, 'officials are not told');
    }
  }
  return isFailed ? 'failed' : 'silent';
}

function asTold({ name, assignment, jersey, providerOfficialId }: GameOfficial) {
  return { name, role: assignment, externalId: providerOfficialId, shirtNumber: jersey };
}
