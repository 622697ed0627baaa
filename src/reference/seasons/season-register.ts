import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import type { LearnedBy } from '../../domain/external-id.ts';
import type { League } from '../../domain/league.ts';
import { type SeasonYear, seasonDateRange } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { type TeamRefusal, leagueOf } from '../teams/team-lookup.ts';

/** A season of a league with its days; field names as they are published. */
export type LeagueSeasonListing = {
  sport: Sport;
  league: string;
  season: SeasonYear;
  starts_on: string | null;
  ends_on: string | null;
  cup_final_on: string | null;
  /** The days between which its games are believed; null where the form of the league says it. */
  window_starts_on: string | null;
  window_ends_on: string | null;
  learned_by: LearnedBy;
};

/** Days as `YYYY-MM-DD`, in the league's zone; what is left out stays as it is. */
export type SeasonOrder = {
  sport: Sport;
  league?: string | undefined;
  season: SeasonYear;
  starts?: string | undefined;
  ends?: string | undefined;
  cupFinal?: string | undefined;
  /** The days between which its games are believed. */
  windowStarts?: string | undefined;
  windowEnds?: string | undefined;
};

export type SeasonChangeResult =
  | ({ ok: true; is_new: boolean; message: string } & Omit<LeagueSeasonListing, 'learned_by'>)
  | TeamRefusal;

export type SeasonRegister = {
  /** The seasons whose days are known, newest first. */
  list: (filter: {
    sport?: Sport | undefined;
    league?: string | undefined;
  }) => Promise<readonly LeagueSeasonListing[]>;
  /** Says on which days a season is played: games before are preseason, games after are play-offs. */
  set: (order: SeasonOrder, actor: Actor) => Promise<SeasonChangeResult>;
};

export function createSeasonRegister({ db, logger }: { db: Database; logger: Logger }): SeasonRegister {
  return {
    list: (filter) => listSeasons(db, filter),
    async set(order, actor) {
      const league = await leagueOf(db, order.sport, order.league);
      if (!league.ok) return league;
      const result = await db.transaction((tx) => setSeason(tx, order, league.league, actor));
      if (result.ok && result.is_new) logger.info({ ...result, actor: actor.name }, 'season changed');
      return result;
    },
  };
}

const DAYS = {
  starts_on: leagueSeasons.startsOn,
  ends_on: leagueSeasons.endsOn,
  cup_final_on: leagueSeasons.cupFinalOn,
  window_starts_on: leagueSeasons.windowStartsOn,
  window_ends_on: leagueSeasons.windowEndsOn,
} as const;

async function listSeasons(
  db: Database,
  { sport, league }: { sport?: Sport | undefined; league?: string | undefined },
): Promise<LeagueSeasonListing[]> {
  const rows = await db
    .select({
      sport: sports.displayName,
      league: leagues.name,
      season: leagueSeasons.seasonYear,
      ...DAYS,
      learned_by: leagueSeasons.learnedBy,
    })
    .from(leagueSeasons)
    .innerJoin(leagues, eq(leagues.id, leagueSeasons.leagueId))
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(
      and(
        sql`coalesce(${leagueSeasons.startsOn}, ${leagueSeasons.endsOn}, ${leagueSeasons.cupFinalOn}, ${leagueSeasons.windowStartsOn}, ${leagueSeasons.windowEndsOn}) is not null`,
        ...(sport === undefined ? [] : [eq(sports.displayName, sport)]),
        ...(league === undefined ? [] : [sql`lower(${leagues.name}) = lower(${league})`]),
      ),
    )
    .orderBy(asc(leagues.id), sql`${leagueSeasons.seasonYear} desc`);
  return rows.map(({ sport: name, ...row }) => ({ sport: name, ...row }));
}

async function setSeason(
  tx: Executor,
  order: SeasonOrder,
  known: League,
  actor: Actor,
): Promise<SeasonChangeResult> {
  const { sport, season } = order;
  const leagueName = known.name;
  const [league] = await tx
    .select({ id: leagues.id })
    .from(leagues)
    .innerJoin(sports, and(eq(sports.id, leagues.sportId), eq(sports.displayName, sport)))
    .where(eq(leagues.name, leagueName))
    .for('update', { of: leagues });
  if (!league) throw new Error(`league ${leagueName} is not in the database: run migrate`);
  const isIt = and(eq(leagueSeasons.leagueId, league.id), eq(leagueSeasons.seasonYear, season));
  const [before] = await tx.select(DAYS).from(leagueSeasons).where(isIt);
  const days = {
    starts_on: order.starts ?? before?.starts_on ?? null,
    ends_on: order.ends ?? before?.ends_on ?? null,
    cup_final_on: order.cupFinal ?? before?.cup_final_on ?? null,
    window_starts_on: order.windowStarts ?? before?.window_starts_on ?? null,
    window_ends_on: order.windowEnds ?? before?.window_ends_on ?? null,
  };
  const problem = problemOf(days, known, season);
  if (problem !== undefined) return { ok: false, reason: 'invalid', message: problem, suggestions: [] };
  const facts = { ok: true, sport, league: leagueName, season, ...days } as const;
  const span = `${days.starts_on ?? 'a day not known'} to ${days.ends_on ?? 'a day not known'}`;
  const words = `${leagueName} ${season} is played from ${span}`;
  if (before && JSON.stringify({ ...before }) === JSON.stringify(days)) {
    return { ...facts, is_new: false, message: `${words} already.` };
  }
  const row = {
    startsOn: days.starts_on,
    endsOn: days.ends_on,
    cupFinalOn: days.cup_final_on,
    windowStartsOn: days.window_starts_on,
    windowEndsOn: days.window_ends_on,
    learnedBy: 'person' as const,
  };
  await tx
    .insert(leagueSeasons)
    .values({ leagueId: league.id, seasonYear: season, ...row })
    .onConflictDoUpdate({
      target: [leagueSeasons.leagueId, leagueSeasons.seasonYear],
      set: { ...row, learnedAt: sql`now()` },
    });
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, {
    kind: 'season_changed',
    subject: leagueName,
    message: `${words}, by ${actor.name}${because}.`,
  });
  return { ...facts, is_new: true, message: `${words} from now on; games that come in are read so.` };
}

type Days = Pick<
  LeagueSeasonListing,
  'starts_on' | 'ends_on' | 'cup_final_on' | 'window_starts_on' | 'window_ends_on'
>;

/** Days that cannot be those of the season, in words. */
function problemOf(days: Days, league: League, season: SeasonYear): string | undefined {
  const { starts_on: starts, ends_on: ends, cup_final_on: cupFinal } = days;
  const usual = seasonDateRange(league, season);
  const first = days.window_starts_on ?? usual.first;
  const last = days.window_ends_on ?? usual.last;
  const window = windowProblem({ first, last, season });
  if (window !== undefined) return window;
  const stray = [starts, ends, cupFinal].find((day) => day !== null && (day < first || day > last));
  if (stray)
    return `${stray} is no day of ${league.name} ${season}, whose games are believed between ${first} and ${last}. Where that is wrong, say so: --window-starts, --window-ends (over HTTP, "window_starts_on", "window_ends_on").`;
  if (starts !== null && ends !== null && starts > ends)
    return `The season ends on ${ends}, before it starts on ${starts}.`;
  return Object.values(days).every((day) => day === null)
    ? 'Say on which day the season starts, ends, or has its cup final.'
    : undefined;
}

/** A season lies within two years and touches the one that names it, so that a mistyped year is seen. */
function windowProblem({
  first,
  last,
  season,
}: {
  first: string;
  last: string;
  season: SeasonYear;
}): string | undefined {
  if (first > last) return `The window ends on ${last}, before it starts on ${first}.`;
  const isNear = first >= `${season - 1}-07-01` && last <= `${season + 2}-01-31`;
  return isNear
    ? undefined
    : `A window from ${first} to ${last} is none of season ${season}: it lies between ${season - 1}-07-01 and ${season + 2}-01-31.`;
}
