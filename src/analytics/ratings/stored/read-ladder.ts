import { type SQL, and, eq, lte, max, ne, sql } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { rowsOf } from '../../../db/rows.ts';
import { games } from '../../../db/schema/games.ts';
import { leagues, seasons, sports, teams } from '../../../db/schema/reference.ts';
import { teamRatings } from '../../../db/schema/team-ratings.ts';
import { columnIn, selecting } from '../../../db/selecting.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import type { RatingSources } from '../../../sports/rating-rules.ts';
import { isOfRatedKind } from './counting-games.ts';
import { rulesNameOf } from './rules-of-sport.ts';

/** A place of the ladder: where a team stood at the end of a day, and how far it has come. */
export type LadderRow = {
  rank: number;
  team_id: number;
  text_id: string | null;
  team: string;
  elo: number;
  /** Against the end of the day so many days before; null where it had no game until then. */
  change_7_days: number | null;
  change_30_days: number | null;
  wins: number;
  losses: number;
  level: number;
  /** The share of its games that it should have won by its points; null before its first of the season. */
  pythagorean_share: number | null;
  last_game_id: number;
  last_played_on: string;
};

export type Ladder = {
  league: string;
  /** The day at whose end the ladder stood so; null: as it stands. */
  date: string | null;
  /** The season of the last game until then; null where no game was rated. */
  season: number | null;
  /** What the ratings are computed by in this release; null where the sport has none. */
  rules: string | null;
  /** Who says what of the rules; null where the sport has none. */
  sources: RatingSources | null;
  /** False where ratings follow those of another release: they are computed anew. */
  follows_rules: boolean;
  items: readonly LadderRow[];
};

const row = teamRatings;

/** The teams of a league's season by their ratings at the end of a day, or as they stand. */
export async function readLadder(
  db: Executor,
  { league, date }: { league: string; date?: string | undefined },
): Promise<Ladder> {
  const [found] = await db
    .select({ leagueId: leagues.id, sport: sports.displayName, season: max(row.seasonYear) })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .leftJoin(
      row,
      and(eq(row.leagueId, leagues.id), date === undefined ? undefined : lte(row.playedOn, date)),
    )
    .where(eq(leagues.name, league))
    .groupBy(leagues.id, sports.displayName);
  const season = found?.season ?? null;
  const rules = (found && rulesNameOf(found.sport)) ?? null;
  const sources = (found && SPORT_FACTS[found.sport].ratings?.sources) ?? null;
  const told = { league, date: date ?? null, season, rules, sources };
  if (found === undefined || season === null) return { ...told, follows_rules: true, items: [] };
  const rows = await readRows(db, found.leagueId, season, date);
  const items = rows.map(({ rules: _rules, ...item }, index) => ({ rank: index + 1, ...item }));
  return { ...told, follows_rules: rows.every((one) => one.rules === rules), items };
}

function readRows(db: Executor, leagueId: number, season: number, date: string | undefined) {
  const until = date === undefined ? sql`'infinity'::date` : sql`${date}::date`;
  // As it stands: days count back from the last game of anybody.
  const day = sql`(select max(${row.playedOn}) from ${row} where ${row.leagueId} = ${leagueId} and ${row.playedOn} <= ${until})`;
  const asOf = date === undefined ? day : until;
  const lastUntil = (until_: SQL): SQL => sql`
    select * from ${row} where ${row.teamId} = club.id and ${row.leagueId} = ${leagueId} and ${row.playedOn} <= ${until_}
    order by ${row.seasonYear} desc, ${row.playedOn} desc, ${row.startsAt} desc, ${row.gameId} desc limit 1`;
  const wins = (share: number): SQL<number> =>
    sql`(count(*) filter (where season_row.result = ${share}))::int`;
  return rowsOf(
    db,
    selecting(
      {
        team_id: columnIn('team', teams.id),
        text_id: columnIn('team', teams.textId),
        team: columnIn('team', teams.name),
        elo: columnIn('last', row.eloAfter),
        change_7_days: sql<number | null>`last.elo_after - week.elo_after`,
        change_30_days: sql<number | null>`last.elo_after - month.elo_after`,
        wins: sql<number>`record.wins`,
        losses: sql<number>`record.losses`,
        level: sql<number>`record.level`,
        pythagorean_share: sql<
          number | null
        >`case when last.season_year = ${season} then last.pythagorean_share end`,
        rules: columnIn('last', row.rules),
        last_game_id: columnIn('last', row.gameId),
        last_played_on: columnIn('last', row.playedOn),
      },
      (list) => sql`
      with club as (
        select distinct side.id from ${games} join ${seasons} on ${eq(seasons.id, games.seasonId)}
        cross join lateral (values (${games.homeTeamId}), (${games.awayTeamId})) as side (id)
        where ${and(eq(games.leagueId, leagueId), eq(seasons.year, season), ne(games.status, 'cancelled'), isOfRatedKind())}
      )
      select ${list} from club join ${teams} as team on team.id = club.id
      cross join lateral (${lastUntil(until)}) as last
      left join lateral (${lastUntil(sql`${asOf} - 7`)}) as week on true
      left join lateral (${lastUntil(sql`${asOf} - 30`)}) as month on true
      cross join lateral (
        select ${wins(1)} as wins, ${wins(0)} as losses, ${wins(0.5)} as level from ${row} as season_row
        where season_row.team_id = club.id and season_row.league_id = ${leagueId} and season_row.season_year = ${season}
          and season_row.played_on <= ${until}
      ) as record
      order by last.elo_after desc, team.name`,
    ),
  );
}

/** Leagues that have rated games, by name. */
export async function readRatedLeagues(db: Executor): Promise<readonly string[]> {
  const rows = await rowsOf(
    db,
    selecting(
      { name: columnIn('league', leagues.name) },
      (list) => sql`
      select ${list} from ${leagues} as league
      where exists (select from ${row} where ${row.leagueId} = league.id) order by league.name`,
    ),
  );
  return rows.map(({ name }) => name);
}
