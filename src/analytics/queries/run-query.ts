import { readFile } from 'node:fs/promises';
import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { UnknownNameError } from '../../domain/unknown-name.ts';
import type { Leagues } from '../../domain/league.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { type ListedTeam, ratedTeamNamed } from '../ratings/stored/rated-team.ts';
import { type NamedQuery, valuesOf } from './query-catalog.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a query answers; field names as they are published. */
export type QueryAnswer = {
  query: string;
  title: string;
  /** As the SQL had them. */
  parameters: Readonly<Record<string, string>>;
  /** The newest of what the rows are from; null without rows. */
  data_as_of: Date | null;
  /** How many rows there are; each says in its own `n` how many games, prices or bets it is of. */
  n: number;
  items: readonly Row[];
};

export type QueryRequest = {
  query: NamedQuery;
  given: Readonly<Record<string, string | undefined>>;
  /** When it is asked: prices are current by it, and a day that is not said is the one in the league's zone. */
  now: Date;
};

/** Whom names mean. */
export type QueryNames = { leagues: Leagues; teamsOf: (league: string) => Promise<readonly ListedTeam[]> };

/**
 * Asks a query by its file of SQL. Throws UnknownNameError for what the query does not take, and for leagues and teams
 * that nobody knows.
 */
export async function runQuery(
  db: Executor,
  { leagues, teamsOf }: QueryNames,
  { query, given, now }: QueryRequest,
): Promise<QueryAnswer> {
  const { league, ...others } = valuesOf(query, given);
  const named = league ? withLeagueNamed(leagues, { league }) : { league: undefined };
  const values: Record<string, string> = {
    ...(league === undefined ? {} : { league: named.league ?? '' }),
    ...others,
  };
  for (const side of ['team', 'opponent'] as const) {
    const team = values[side];
    if (team && named.league !== undefined)
      values[side] = ratedTeamNamed(await teamsOf(named.league), { team, league: named.league }).name;
  }
  if (values['team'] && values['team'] === values['opponent'])
    throw new UnknownNameError('opponent', 'a team does not meet itself', 'Name two teams.');
  if (values['date'] === '')
    values['date'] = dayOf(now, named.league && leagues.findOfAnySport(named.league)?.timezone);
  const items = (await rowsOf(db, await statementOf(query, { ...values, now: now.toISOString() }))).map(
    (row): Row => ({ ...row }),
  );
  const times = items.flatMap(({ data_as_of: at }) => (at instanceof Date ? [at.getTime()] : []));
  return {
    query: query.name,
    title: query.title,
    parameters: values,
    data_as_of: times.length === 0 ? null : new Date(Math.max(...times)),
    n: items.length,
    items,
  };
}

/** The SQL of a query, with `:'name'` where psql puts the value of a variable. */
export function readSql({ name }: NamedQuery): Promise<string> {
  return readFile(new URL(`sql/${name}.sql`, import.meta.url), 'utf8');
}

async function statementOf(query: NamedQuery, values: Readonly<Record<string, string>>): Promise<SQL> {
  const text = await readSql(query);
  const parts = text.split(/:'(\w+)'/);
  return sql.join(
    parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql`${values[part] ?? ''}::text`)),
  );
}

function dayOf(now: Date, zone: string | undefined): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone ?? 'UTC', dateStyle: 'short' }).format(now);
}
