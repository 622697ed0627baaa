import { type SQL, eq, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { type RowOf, selecting } from '../../db/selecting.ts';
import { leagues, players, sports, teamAliases, teams } from '../../db/schema/reference.ts';
import type { BoxScoreSport } from '../../domain/sport.ts';
import { needKnown } from '../../domain/unknown-name.ts';
import type { SeasonForm } from '../../sports/season-form.ts';
import type { SeasonEntity } from '../../sports/sport-definition.ts';
import { SPORT_DEFINITIONS } from '../../sports/sports.ts';
import { countWaitingChanges } from '../refresh-log.ts';
import { UnknownFigureError } from './unknown-figure.ts';

/** Which season figures are wanted, and in which order. */
export type SeasonStatsQuery = {
  sport: BoxScoreSport;
  season: number;
  /** Whose (default players). */
  of?: SeasonEntity | undefined;
  league?: string | undefined;
  /** `regular` (default), another kind of game, or `all` together. */
  gameType?: string | undefined;
  /** A team's name, abbreviation, one of its other names, or its id. */
  team?: string | undefined;
  /** A part of a player's name, or the id. */
  player?: string | undefined;
  /** A row for each team of a player instead of one for all. */
  isByTeam?: boolean | undefined;
  /** A total, best game or rate by name; the sport's own by default. The highest come first. */
  by?: string | undefined;
  /** Orders by the average of a total instead. */
  isPerGame?: boolean | undefined;
  /** Leaves out who has fewer games. */
  minGames?: number | undefined;
  limit: number;
};

export type SeasonStatsRow = {
  id: number;
  name: string;
  league: string;
  /** The teams that the figures are of. */
  teams: readonly string[];
  games: number;
  /** Null where nobody says who started. */
  starts: number | null;
  totals: Readonly<Record<string, number | null>>;
  /** Totals by game, to two decimals. */
  averages: Readonly<Record<string, number | null>>;
  /** Best single games. */
  best: Readonly<Record<string, number | null>>;
  rates: Readonly<Record<string, number | null>>;
};

export type SeasonStats = {
  sport: BoxScoreSport;
  season: number;
  of: SeasonEntity;
  game_type: string;
  by: string;
  per_game: boolean;
  /** Changes of lines that are not in these figures yet: a moment's worth while a control process runs. */
  changes_waiting: number;
  items: readonly SeasonStatsRow[];
};

export type SeasonStatsReader = (query: SeasonStatsQuery) => Promise<SeasonStats>;

/** Every figure by which a sport's season can be ordered. */
export function seasonFigureNames(sport: BoxScoreSport, of: SeasonEntity): readonly string[] {
  const form = SPORT_DEFINITIONS[sport].seasons[of];
  return [
    'games',
    ...(form.hasStarted === undefined ? [] : ['starts']),
    ...form.sums.map(({ column }) => column),
    ...form.maxima,
    ...Object.keys(form.rates),
  ];
}

/** Reads season figures. Throws UnknownFigureError for a `by` that the sport does not have. */
export function createSeasonStatsReader({ db }: { db: Database }): SeasonStatsReader {
  return async function readSeasonStats(query) {
    const { sport, season, of = 'player', isPerGame = false } = query;
    const form = SPORT_DEFINITIONS[sport].seasons[of];
    const by = query.by ?? SPORT_DEFINITIONS[sport].leaders[of];
    const known = seasonFigureNames(sport, of);
    if (!known.includes(by)) throw new UnknownFigureError(by, known);
    if (query.team !== undefined) await needTeam(db, sport, query.team);
    const [rows, waiting] = await Promise.all([
      rowsOf(db, statementOf(query, form, { of, by, isPerGame })),
      countWaitingChanges(db),
    ]);
    return {
      sport,
      season,
      of,
      game_type: query.gameType ?? 'regular',
      by,
      per_game: isPerGame,
      changes_waiting: waiting,
      items: rows.map((row) => toRow(row, form)),
    };
  };
}

const TEAM = alias(teams, 'team');
const OTHER_NAME = alias(teamAliases, 'alias');
const LEAGUE = alias(leagues, 'league');
const SPORT = alias(sports, 'sport');

/** Throws UnknownNameError where no team of the sport has that name, abbreviation or id. */
async function needTeam(db: Database, sport: BoxScoreSport, team: string): Promise<void> {
  const rows = await db
    .select({ id: TEAM.id, name: TEAM.name, code: TEAM.abbreviation, taught: OTHER_NAME.alias })
    .from(TEAM)
    .innerJoin(SPORT, eq(SPORT.id, TEAM.sportId))
    .leftJoin(OTHER_NAME, eq(OTHER_NAME.teamId, TEAM.id))
    .where(eq(SPORT.displayName, sport));
  if (rows.some(({ id }) => id === idOf(team))) return;
  const names = rows.flatMap(({ name, code, taught }) => [name, code ?? name, taught ?? name]);
  needKnown('team', `team of ${sport}`, team, names);
}

/** A row of season figures as it is read: its totals, best games and rates under their names. */
const FIGURES = {
  id: sql<number>`rated.id`,
  name: sql<string>`subject.name`,
  league: LEAGUE.name,
  teams: sql<string[]>`array(
    select ${TEAM.name}::text from ${teams} as ${TEAM} where ${TEAM.id} = any(rated.team_ids) order by ${TEAM.name})`,
  games: sql<number>`rated.games`,
  figures: sql<Readonly<Record<string, unknown>>>`to_jsonb(rated)`,
};

/** Rows of several teams and kinds of game are added up first; rates follow from the sums. */
function statementOf(
  query: SeasonStatsQuery,
  form: SeasonForm,
  { of, by, isPerGame }: { of: SeasonEntity; by: string; isPerGame: boolean },
) {
  const entityColumn = form.lines.entityColumn;
  const split = query.isByTeam === true && of === 'player' ? ', season.team_id' : '';
  const added = [
    'sum(season.games) as games',
    ...(form.hasStarted === undefined ? [] : ['sum(season.starts) as starts']),
    ...form.sums.map(({ column }) => `sum(season.${column}) as ${column}`),
    ...form.maxima.map((column) => `max(season.${column}) as ${column}`),
  ];
  const rates = Object.entries(form.rates).map(([name, formula]) => `(${formula}) as ${name}`);
  const isTotal = form.sums.some(({ column }) => column === by);
  const order = isPerGame && isTotal ? `rated.${by} / nullif(rated.games, 0)::numeric` : `rated.${by}`;
  return selecting(
    FIGURES,
    (list) => sql`
    with added as (
      select season.${sql.raw(entityColumn)} as id, season.league_id, array_agg(distinct season.team_id) as team_ids,
             ${sql.raw(added.join(', '))}
      from ${sql.raw(form.table)} as season
      where season.season_year = ${query.season} and ${filters(query, of)}
      group by season.${sql.raw(entityColumn)}, season.league_id${sql.raw(split)}
    ), rated as (
      select added.*${sql.raw(rates.length > 0 ? `, ${rates.join(', ')}` : '')} from added
    )
    select ${list} from rated
    join ${leagues} as ${LEAGUE} on ${LEAGUE.id} = rated.league_id
    join lateral (${
      of === 'player'
        ? sql`select ${players.fullName} as name from ${players} where ${players.id} = rated.id and not ${players.isStandIn}`
        : sql`select ${teams.name} from ${teams} where ${teams.id} = rated.id`
    }) as subject on true
    where rated.games >= ${query.minGames ?? 0}
    order by ${sql.raw(order)} desc nulls last, subject.name, rated.id
    limit ${query.limit}`,
  );
}

function filters(
  { sport, league, gameType = 'regular', team, player }: SeasonStatsQuery,
  of: SeasonEntity,
): SQL {
  const conditions = [
    sql`season.league_id in (select ${LEAGUE.id} from ${leagues} as ${LEAGUE} join ${sports} as ${SPORT} on ${SPORT.id} = ${LEAGUE.sportId}
        where ${SPORT.displayName} = ${sport} and (${league ?? null}::text is null or lower(${LEAGUE.name}) = lower(${league ?? null})))`,
  ];
  // Exhibitions are part of no season: they are asked for by their kind alone.
  if (gameType === 'all') conditions.push(sql`season.game_type not in ('preseason', 'allstar')`);
  else conditions.push(sql`season.game_type = ${gameType}`);
  if (team !== undefined) {
    conditions.push(sql`season.team_id in (
      select ${TEAM.id} from ${teams} as ${TEAM}
      left join ${teamAliases} as ${OTHER_NAME} on ${OTHER_NAME.teamId} = ${TEAM.id}
      where ${TEAM.id} = ${idOf(team)} or lower(${team}) in (lower(${TEAM.name}), lower(${TEAM.abbreviation}), lower(${OTHER_NAME.alias})))`);
  }
  if (player !== undefined && of === 'player') {
    conditions.push(sql`season.player_id in (
      select ${players.id} from ${players}
      where ${players.id} = ${idOf(player)} or strpos(lower(${players.fullName}), lower(${player})) > 0)`);
  }
  return sql.join(conditions, sql` and `);
}

/** Text that is an id of ours, or null. */
function idOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function toRow(row: RowOf<typeof FIGURES>, form: SeasonForm): SeasonStatsRow {
  const value = (name: string): number | null => {
    const found = row.figures[name];
    return typeof found === 'number' ? found : null;
  };
  const pick = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, value(name)]));
  const totals = pick(form.sums.map(({ column }) => column));
  return {
    id: row.id,
    name: row.name,
    league: row.league,
    teams: row.teams,
    games: row.games,
    starts: value('starts'),
    totals,
    averages: Object.fromEntries(
      Object.entries(totals).map(([name, total]) => [
        name,
        total === null || row.games === 0 ? null : Math.round((100 * total) / row.games) / 100,
      ]),
    ),
    best: pick(form.maxima),
    rates: pick(Object.keys(form.rates)),
  };
}
