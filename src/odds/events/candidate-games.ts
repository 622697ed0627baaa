import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import { leagues, teams } from '../../db/schema/reference.ts';
import { selecting } from '../../db/selecting.ts';
import { AWAY, GAME, HOME } from '../../db/table-aliases.ts';
import { isKnownWrong } from '../../reference/identities/wrong-ids.ts';
import type { CandidateGame } from './decide-links.ts';

/** How far a provider's start may be from ours. */
export const MOST_HOURS_APART = 36;

/** As many games as are worth looking at for one event. */
const MOST_CANDIDATES = 20;

/**
 * The games that events may be, by nearness of the start: those of the league in which both teams meet, whichever is at
 * home; where one of the names means no team, those of the other.
 */
export async function findCandidates(tx: Executor, eventIds: readonly number[]): Promise<CandidateGame[]> {
  const sides = {
    away_is_home: sql`${GAME.homeTeamId} = ${oddsEvents.awayTeamId}`,
    home_is_away: sql`${GAME.awayTeamId} = ${oddsEvents.homeTeamId}`,
  };
  const rows = await rowsOf(
    tx,
    selecting(
      {
        eventId: oddsEvents.id,
        game_id: GAME.id,
        home: HOME.name,
        away: AWAY.name,
        startsAt: GAME.gameDatetime,
        hoursApart: sql<number>`round(extract(epoch from ${oddsEvents.startsAt} - ${GAME.gameDatetime}) / 3600.0, 2)::float8`,
        areSidesExchanged: sql<boolean>`coalesce(${sides.away_is_home}, false) or coalesce(${sides.home_is_away}, false)`,
        isTaken: sql<boolean>`exists (
          select 1 from ${externalIds} where ${externalIds.entityType} = 'game' and ${externalIds.entityId} = ${GAME.id}
            and ${externalIds.provider} = ${oddsEvents.provider})`,
        isKnownWrong: sql<boolean>`${isKnownWrong({
          provider: oddsEvents.provider,
          sportId: oddsEvents.sportId,
          entityType: sql`'game'`,
          externalId: oddsEvents.externalId,
          entityId: GAME.id,
        })}`,
        isCancelled: sql<boolean>`${GAME.status} = 'cancelled'`,
        isOfSeries: sql<boolean>`coalesce((${leagues.slateRules} ->> 'playsSeries')::boolean, false)`,
      },
      (list) => sql`
      select ${list}
      from ${oddsEvents}
      join ${games} as ${GAME} on ${GAME.leagueId} = ${oddsEvents.leagueId}
        and ${GAME.gameDatetime} between ${oddsEvents.startsAt} - ${MOST_HOURS_APART} * interval '1 hour'
                                     and ${oddsEvents.startsAt} + ${MOST_HOURS_APART} * interval '1 hour'
        and coalesce(${GAME.homeTeamId} = ${oddsEvents.homeTeamId} or ${sides.away_is_home}, ${oddsEvents.homeTeamId} is null)
        and coalesce(${GAME.awayTeamId} = ${oddsEvents.awayTeamId} or ${sides.home_is_away}, ${oddsEvents.awayTeamId} is null)
        and (${oddsEvents.homeTeamId} is not null or ${oddsEvents.awayTeamId} is not null)
      join ${leagues} on ${leagues.id} = ${GAME.leagueId}
      join ${teams} as ${HOME} on ${HOME.id} = ${GAME.homeTeamId}
      join ${teams} as ${AWAY} on ${AWAY.id} = ${GAME.awayTeamId}
      where ${oddsEvents.id} = any(${sql.param(eventIds)}::int[])
      order by ${oddsEvents.id}, abs(extract(epoch from ${oddsEvents.startsAt} - ${GAME.gameDatetime})), ${GAME.id}`,
    ),
  );
  const seen = new Map<number, number>();
  return rows.flatMap(({ startsAt, hoursApart, ...game }) => {
    const count = (seen.get(game.eventId) ?? 0) + 1;
    seen.set(game.eventId, count);
    if (count > MOST_CANDIDATES) return [];
    return [{ ...game, starts_at: startsAt.toISOString(), hours_apart: hoursApart }];
  });
}
