import { and, asc, count, desc, eq, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { alias } from '../../db/alias.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEvents, oddsEventStarts } from '../../db/schema/odds.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { AWAY, HOME } from '../../db/table-aliases.ts';

export type EventListFilter = {
  /** Those that belong to a game, or those that belong to none. */
  isLinked: boolean;
  leagueName?: string | undefined;
  /** Part of a name as the provider spells it, or an id there. */
  text?: string | undefined;
  limit: number;
};

const GAME_HOME = alias(teams, 'game_home');
const GAME_AWAY = alias(teams, 'game_away');

/**
 * Events of providers of odds with what was told of them: names and the teams that they mean, every start, the game with
 * how the link was learned, or the question with its candidates. Open ones by their start, linked ones newest first.
 */
export async function listEvents(db: Database, filter: EventListFilter) {
  const { id, startsAt } = oddsEvents;
  const rows = await db
    .select(SHOWN)
    .from(oddsEvents)
    .innerJoin(sports, eq(sports.id, oddsEvents.sportId))
    .innerJoin(leagues, eq(leagues.id, oddsEvents.leagueId))
    .leftJoin(HOME, eq(HOME.id, oddsEvents.homeTeamId))
    .leftJoin(AWAY, eq(AWAY.id, oddsEvents.awayTeamId))
    .leftJoin(games, eq(games.id, oddsEvents.gameId))
    .leftJoin(GAME_HOME, eq(GAME_HOME.id, games.homeTeamId))
    .leftJoin(GAME_AWAY, eq(GAME_AWAY.id, games.awayTeamId))
    .leftJoin(
      externalIds,
      and(
        eq(externalIds.entityType, 'game'),
        eq(externalIds.provider, oddsEvents.provider),
        eq(externalIds.sportId, oddsEvents.sportId),
        eq(externalIds.externalId, oddsEvents.externalId),
      ),
    )
    .where(conditionOf(filter))
    .orderBy(...(filter.isLinked ? [desc(startsAt), desc(id)] : [asc(startsAt), asc(id)]))
    .limit(filter.limit);
  const [counted] = await db
    .select({ total: count() })
    .from(oddsEvents)
    .innerJoin(leagues, eq(leagues.id, oddsEvents.leagueId))
    .where(conditionOf(filter));
  return { items: rows, total: counted?.total ?? rows.length };
}

const SHOWN = {
  id: oddsEvents.id,
  provider: oddsEvents.provider,
  externalId: oddsEvents.externalId,
  sport: sports.displayName,
  league: leagues.name,
  homeName: oddsEvents.homeName,
  awayName: oddsEvents.awayName,
  homeTeam: HOME.name,
  awayTeam: AWAY.name,
  startsAt: oddsEvents.startsAt,
  toldStarts: sql<number>`(
    select count(*)::int from ${oddsEventStarts} where ${oddsEventStarts.eventId} = ${oddsEvents.id})`,
  firstSeenAt: oddsEvents.firstSeenAt,
  lastSeenAt: oddsEvents.lastSeenAt,
  question: oddsEvents.question,
  candidates: oddsEvents.candidates,
  gameId: games.id,
  gameHome: GAME_HOME.name,
  gameAway: GAME_AWAY.name,
  gameStartsAt: games.gameDatetime,
  learnedBy: externalIds.learnedBy,
};

function conditionOf({ isLinked, leagueName, text }: EventListFilter) {
  const part = text === undefined ? undefined : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return and(
    isLinked ? isNotNull(oddsEvents.gameId) : isNull(oddsEvents.gameId),
    leagueName === undefined ? undefined : eq(leagues.name, leagueName),
    part === undefined
      ? undefined
      : or(
          ilike(oddsEvents.homeName, part),
          ilike(oddsEvents.awayName, part),
          ilike(oddsEvents.externalId, part),
        ),
  );
}

/** By what an event is known in the register of ids; undefined where there is no such event. */
export async function identityOfEvent(db: Database, eventId: number) {
  const [event] = await db
    .select({
      sport: sports.displayName,
      provider: oddsEvents.provider,
      externalId: oddsEvents.externalId,
    })
    .from(oddsEvents)
    .innerJoin(sports, eq(sports.id, oddsEvents.sportId))
    .where(eq(oddsEvents.id, eventId));
  return event;
}

export type ListedEvent = Awaited<ReturnType<typeof listEvents>>['items'][number];
