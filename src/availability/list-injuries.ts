import { type SQL, and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Executor } from '../db/database.ts';
import { injuries } from '../db/schema/injuries.ts';
import { leagues, players, sports, teams } from '../db/schema/reference.ts';
import type { Sport } from '../domain/sport.ts';
import { needKnown } from '../domain/unknown-name.ts';
import { plainPlayerName } from '../reference/players/player-names.ts';

export type InjuryFilter = {
  sport?: Sport | undefined;
  /** A league by its name. */
  league?: string | undefined;
  /** A team by its name or abbreviation, in any case. */
  team?: string | undefined;
  /** What was known at a moment; now without it. */
  at?: Date | undefined;
  /** Everything that was told in a span of time, instead: its history. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** Teams by our ids. */
  teamIds?: readonly number[] | undefined;
  /** Only reports of players whom nobody has recognised. */
  isQuestion?: boolean | undefined;
};

/** A report as people see it. */
export type InjuryListing = {
  id: number;
  sport: Sport;
  league: string;
  /** Null where nobody has recognised the player: then `candidates` and `external_id` help to. */
  player_id: number | null;
  player: string;
  team_id: number | null;
  team: string;
  status: string;
  body_part: string | null;
  detail: string | null;
  source: string;
  reported_at: string | null;
  /** From when to when the source said so; null while it does. */
  since: string;
  until: string | null;
  /** The player's id at the source, or what stands for it: team and name where a file has no ids. */
  external_id: string | null;
};

/** So many are listed at the most. */
const MOST = 2_000;

/** Who is reported, or was at a moment; by league, team and name. */
export async function listInjuries(
  executor: Executor,
  filter: InjuryFilter,
): Promise<readonly InjuryListing[]> {
  const { valid } = injuries;
  if (filter.team !== undefined) await needTeam(executor, filter.team);
  const rows = await executor
    .select({
      id: injuries.id,
      sport: sql<Sport>`${sports.displayName}`,
      league: leagues.name,
      playerId: injuries.playerId,
      player: sql<string>`coalesce(${players.fullName}, ${injuries.playerName})`,
      teamId: injuries.teamId,
      team: sql<string>`coalesce(${teams.name}, ${injuries.teamName})`,
      status: injuries.status,
      bodyPart: injuries.bodyPart,
      detail: injuries.detail,
      source: injuries.source,
      reportedAt: injuries.reportedAt,
      since: sql<string>`lower(${valid})`,
      until: sql<string | null>`upper(${valid})`,
      subject: injuries.subject,
    })
    .from(injuries)
    .innerJoin(leagues, eq(leagues.id, injuries.leagueId))
    .innerJoin(sports, eq(sports.id, injuries.sportId))
    .leftJoin(players, eq(players.id, injuries.playerId))
    .leftJoin(teams, eq(teams.id, injuries.teamId))
    .where(and(...conditionsOf(filter)))
    .orderBy(asc(leagues.name), asc(injuries.teamName), asc(injuries.playerName), asc(injuries.id))
    .limit(MOST);
  return rows.map(({ playerId, teamId, bodyPart, reportedAt, since, until, subject, ...row }) => ({
    ...row,
    player_id: playerId,
    team_id: teamId,
    body_part: bodyPart,
    reported_at: reportedAt?.toISOString() ?? null,
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    external_id: /^\d+ /.test(subject) ? null : subject,
  }));
}

/** A team that nothing is called has no injuries either, and is told apart from one that has none. */
async function needTeam(executor: Executor, team: string): Promise<void> {
  const named = team.trim().toLowerCase();
  const [known] = await executor
    .select({ id: teams.id })
    .from(teams)
    .where(sql`${named} in (lower(${teams.name}), lower(${teams.abbreviation}))`)
    .limit(1);
  if (known) return;
  const [told] = await executor
    .select({ id: injuries.id })
    .from(injuries)
    .where(sql`lower(${injuries.teamName}) = ${named}`)
    .limit(1);
  if (told) return;
  const all = await executor.select({ name: teams.name }).from(teams);
  needKnown(
    'team',
    'team',
    team,
    all.map(({ name }) => name),
  );
}

/** What holds at a moment, in a span, or now. */
function whenOf({ at, from, to }: InjuryFilter): SQL {
  const { valid } = injuries;
  if (at !== undefined) return sql`${valid} @> ${at.toISOString()}::timestamptz`;
  if (from === undefined && to === undefined) return sql`upper_inf(${valid})`;
  return sql`${valid} && tstzrange(${from?.toISOString() ?? null}::timestamptz, ${to?.toISOString() ?? null}::timestamptz)`;
}

function conditionsOf(filter: InjuryFilter): (SQL | undefined)[] {
  const { sport, league, team, teamIds, isQuestion } = filter;
  const named = team?.trim().toLowerCase();
  return [
    whenOf(filter),
    sport === undefined ? undefined : eq(sports.displayName, sport),
    league === undefined ? undefined : eq(leagues.name, league),
    named === undefined
      ? undefined
      : sql`${named} in (lower(${teams.name}), lower(${teams.abbreviation}), lower(${injuries.teamName}))`,
    teamIds === undefined ? undefined : inArray(injuries.teamId, [...teamIds]),
    isQuestion ? isNull(injuries.playerId) : undefined,
  ];
}

/** A report of somebody whom nobody has recognised, with who may be meant. */
export type InjuryQuestion = InjuryListing & {
  candidates: readonly { player_id: number; name: string; team: string | null }[];
};

const member = alias(players, 'member');
const MOST_CANDIDATES = 5;

/** Open reports of players whom nobody has recognised. Candidates have the same name in any team of the sport, or its last word in the team. */
export async function listInjuryQuestions(
  executor: Executor,
  filter: InjuryFilter,
): Promise<readonly InjuryQuestion[]> {
  const reports = await listInjuries(executor, { ...filter, isQuestion: true });
  // Somebody who was reported again and again is one question.
  const questions = [...new Map(reports.map((one) => [questionKey(one), one])).values()];
  if (questions.length === 0) return [];
  const rows = await executor
    .select({
      player_id: member.id,
      name: member.fullName,
      teamId: member.currentTeamId,
      team: teams.name,
      sport: sports.displayName,
    })
    .from(member)
    .innerJoin(sports, eq(sports.id, member.sportId))
    .leftJoin(teams, eq(teams.id, member.currentTeamId));
  const lastWord = (name: string): string => plainPlayerName(name).split(' ').at(-1) ?? '';
  return questions.map((question) => ({
    ...question,
    candidates: rows
      .filter(
        (row) =>
          row.sport === question.sport &&
          (plainPlayerName(row.name) === plainPlayerName(question.player) ||
            (row.teamId === question.team_id && lastWord(row.name) === lastWord(question.player))),
      )
      .slice(0, MOST_CANDIDATES)
      .map(({ player_id, name, team }) => ({ player_id, name, team })),
  }));
}

function questionKey({ source, league, team, player, external_id: id }: InjuryListing): string {
  return [source, league, id ?? `${team} ${player}`].join('|');
}
