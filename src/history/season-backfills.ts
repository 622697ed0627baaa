import { type SQL, and, eq, inArray, sql } from 'drizzle-orm';
import type { Page } from '../db/cursor.ts';
import type { Database } from '../db/database.ts';
import { backfills } from '../db/schema/backfills.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import { UnknownLeagueError } from '../domain/league-filter.ts';
import type { BoxScoreSport, Sport } from '../domain/sport.ts';
import { loadLeagues } from '../reference/leagues/load-leagues.ts';
import type {
  BackfillAnswer,
  HistoryBackfills,
  HistoryBackfillsDeps,
  PageRequest,
} from './backfill-types.ts';
import { type SeasonScope, beginSeason } from './begin-season.ts';
import { pageByNumber } from './page-by-number.ts';
import { type SeasonRow, scopeWords, selectSeasonRows } from './season-rows.ts';

/** What an action on a back-fill of a season came to. */
export type SeasonResult =
  | { ok: true; sweep: SeasonRow; message: string }
  | { ok: false; reason: 'not_found' | 'conflict'; message: string };

/** The season that a back-fill is about; without a league, every league of the sport. */
export type SeasonRequest = { sport: BoxScoreSport; year: number; league?: string | undefined };

/**
 * Back-fills of the box scores of a season, by its games: every finished game that has no lines is seeded, a few at a
 * time, as the last priority. They are back-fills like all others, with the same numbers.
 */
export type SeasonBackfills = {
  /** Starts a back-fill; one of the same season and league that is under way or paused is answered instead. */
  start: (season: SeasonRequest, actor: string) => Promise<SeasonResult>;
  get: (id: number) => Promise<SeasonRow | undefined>;
  /** A page of them, the newest first. Throws CursorError. */
  list: (filter?: PageRequest & { sport?: Sport | undefined }) => Promise<Page<SeasonRow>>;
  /** No game is handed out any more; those that are (a few dozen at most) are finished. */
  pause: (id: number, actor: string) => Promise<SeasonResult>;
  resume: (id: number, actor: string) => Promise<SeasonResult>;
  /** Ends the back-fill like a pause; it can be resumed. */
  cancel: (id: number, actor: string) => Promise<SeasonResult>;
};

type Deps = Pick<HistoryBackfillsDeps, 'db' | 'publish' | 'logger'>;

export function createSeasonBackfills(
  deps: Deps,
  all: Pick<HistoryBackfills, 'pause' | 'resume' | 'cancel'>,
): SeasonBackfills {
  const { db } = deps;
  const get = async (id: number): Promise<SeasonRow | undefined> =>
    (await selectSeasonRows(db, eq(backfills.id, id), 1))[0];
  const act =
    (change: HistoryBackfills['pause']) =>
    async (id: number, actor: string): Promise<SeasonResult> => {
      const none = {
        ok: false,
        reason: 'not_found',
        message: `There is no back-fill ${id} of a season.`,
      } as const;
      return (await get(id)) ? resultOf(await change(id, actor), (await get(id)) ?? none) : none;
    };
  return {
    start: (season, actor) => start(deps, season, actor),
    get,
    list: ({ sport, ...page } = {}) =>
      pageByNumber(page, (where, limit) =>
        selectSeasonRows(db, and(where, sport && eq(sports.displayName, sport)), limit),
      ),
    pause: act(all.pause),
    resume: act(all.resume),
    cancel: act(all.cancel),
  };
}

function resultOf(
  answer: BackfillAnswer,
  sweep: SeasonRow | Extract<SeasonResult, { ok: false }>,
): SeasonResult {
  if ('ok' in sweep) return sweep;
  if (answer.ok) return { ok: true, sweep, message: answer.message };
  return {
    ok: false,
    reason: answer.reason === 'not_found' ? 'not_found' : 'conflict',
    message: answer.message,
  };
}

async function start(
  { db, publish, logger }: Deps,
  { sport, year, league }: SeasonRequest,
  actor: string,
): Promise<SeasonResult> {
  const all = await loadLeagues(db);
  const known = league === undefined ? undefined : all.find(sport, league);
  if (league !== undefined && !known) throw new UnknownLeagueError({ sport, league }, all);
  const scope = await findScope(db, sport, year, known?.name);
  if (!scope)
    return { ok: false, reason: 'not_found', message: `There are no games of ${sport} season ${year}.` };
  const createdId = await db.transaction((tx) => beginSeason(tx, scope, { actor }));
  const [sweep] = await selectSeasonRows(
    db,
    createdId === undefined ? isOpenOf(scope) : eq(backfills.id, createdId),
    1,
  );
  if (!sweep)
    return { ok: false, reason: 'conflict', message: 'The back-fill has just ended; start it again.' };
  const isNew = createdId !== undefined;
  if (isNew) await publish();
  logger.info({ backfillId: sweep.id, sport, year, league, actor, isNew }, 'back-fill of a season asked for');
  const what = `Back-fill ${sweep.id} of ${scopeWords(sweep)}`;
  return { ok: true, sweep, message: isNew ? `${what} has begun.` : `${what} is ${sweep.status} already.` };
}

async function findScope(
  db: Database,
  sport: Sport,
  year: number,
  league: string | undefined,
): Promise<SeasonScope | undefined> {
  const isLeague = and(
    eq(leagues.sportId, sports.id),
    league === undefined ? sql`false` : eq(leagues.name, league),
  );
  const [scope] = await db
    .select({ sportId: sports.id, seasonId: seasons.id, leagueId: leagues.id })
    .from(sports)
    .innerJoin(seasons, and(eq(seasons.sportId, sports.id), eq(seasons.year, year)))
    .leftJoin(leagues, isLeague)
    .where(eq(sports.displayName, sport));
  return scope;
}

function isOpenOf({ sportId, seasonId, leagueId }: SeasonScope): SQL | undefined {
  return and(
    eq(backfills.sportId, sportId),
    eq(backfills.seasonId, seasonId),
    sql`${backfills.leagueId} is not distinct from ${leagueId}`,
    inArray(backfills.status, ['running', 'paused']),
  );
}
