import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';
import { teachIds } from '../../reference/identities/external-ids.ts';
import { noteEvidence } from '../../reference/identities/note-evidence.ts';
import { type TeamDirectory, loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import { MOST_HOURS_APART, findCandidates } from './candidate-games.ts';
import { type LinkDecision, type OpenEvent, decideLinks } from './decide-links.ts';
import { seasonOfStart, teamOf } from './team-of-name.ts';

const HOUR_MS = 3_600_000;

/** How many events were looked at, and how many belong to a game now. */
export type LinkCounts = { looked_at: number; linked: number; questions: number };

/**
 * Gives events that belong to no game yet the game that they are, where the rule leaves no doubt, and keeps for the
 * others why not and which games they may be. A link that stands is never touched, and a pairing that somebody has called
 * wrong is never made. It locks the events in the order of their numbers, as writers do, and takes a transaction that has
 * locked none before. With `startsAfter` only events that start later are decided upon; those shortly before are read as
 * well, because they may be the same games.
 */
export async function linkOpenEvents(tx: Executor, startsAfter?: Date): Promise<LinkCounts> {
  const open = await openEvents(tx, startsAfter);
  if (open.length === 0) return { looked_at: 0, linked: 0, questions: 0 };
  const recognised = await recogniseTeams(tx, open);
  await writeTeams(tx, recognised);
  const candidates = await findCandidates(
    tx,
    open.map(({ eventId }) => eventId),
  );
  const wanted = new Set(
    open.flatMap((one) => (startsAfter && one.startsAt <= startsAfter ? [] : [one.eventId])),
  );
  const decisions = decideLinks(recognised, candidates).filter(({ eventId }) => wanted.has(eventId));
  const links = decisions.flatMap((one) => ('gameId' in one ? [one] : []));
  await link(tx, open, links);
  const questions = decisions.flatMap((one) => ('question' in one ? [one] : []));
  await ask(tx, questions);
  return { looked_at: wanted.size, linked: links.length, questions: questions.length };
}

type StoredEvent = Awaited<ReturnType<typeof openEvents>>[number];

function openEvents(db: Executor, startsAfter: Date | undefined) {
  // Two events that may be one game are at most so far apart.
  const fromMs = startsAfter && startsAfter.getTime() - 2 * MOST_HOURS_APART * HOUR_MS;
  return db
    .select({
      eventId: oddsEvents.id,
      provider: oddsEvents.provider,
      sport: sports.displayName,
      league: leagues.name,
      externalId: oddsEvents.externalId,
      homeName: oddsEvents.homeName,
      awayName: oddsEvents.awayName,
      homeTeamId: oddsEvents.homeTeamId,
      awayTeamId: oddsEvents.awayTeamId,
      startsAt: oddsEvents.startsAt,
    })
    .from(oddsEvents)
    .innerJoin(sports, eq(sports.id, oddsEvents.sportId))
    .innerJoin(leagues, eq(leagues.id, oddsEvents.leagueId))
    .where(
      and(
        isNull(oddsEvents.gameId),
        fromMs === undefined ? undefined : gt(oddsEvents.startsAt, new Date(fromMs)),
      ),
    )
    .orderBy(oddsEvents.id)
    .for('no key update', { of: oddsEvents });
}

type RecognisedEvent = OpenEvent & { homeTeamId: number | null; awayTeamId: number | null; isNew: boolean };

/** The teams of events; names that meant none when they came may have been taught since. */
async function recogniseTeams(db: Executor, events: readonly StoredEvent[]): Promise<RecognisedEvent[]> {
  const directories = new Map<Sport, TeamDirectory>();
  for (const { sport, homeTeamId, awayTeamId } of events) {
    if (directories.has(sport) || (homeTeamId !== null && awayTeamId !== null)) continue;
    directories.set(sport, await loadTeamDirectory(db, sport));
  }
  return events.map((event) => {
    const { eventId, sport, league, homeName, awayName } = event;
    const directory = directories.get(sport);
    const known = (id: number | null, name: string) => {
      if (id !== null || !directory) return { teamId: id, problem: undefined };
      const of = directory.leagues.find(sport, league);
      return teamOf(directory, league, name, of && seasonOfStart(of, event.startsAt.getTime()));
    };
    const home = known(event.homeTeamId, homeName);
    const away = known(event.awayTeamId, awayName);
    const isNew = home.teamId !== event.homeTeamId || away.teamId !== event.awayTeamId;
    const problem = home.problem ?? away.problem;
    return { eventId, problem, homeTeamId: home.teamId, awayTeamId: away.teamId, isNew };
  });
}

async function writeTeams(tx: Executor, events: readonly RecognisedEvent[]): Promise<void> {
  const changed = events.filter(({ isNew }) => isNew);
  if (changed.length === 0) return;
  const list = (valueOf: (event: RecognisedEvent) => number | null) => sql.param(changed.map(valueOf));
  await tx.execute(sql`
    update ${oddsEvents} set (${bareColumns(oddsEvents.homeTeamId, oddsEvents.awayTeamId)}) = (seen.home, seen.away)
    from unnest(${list((one) => one.eventId)}::int[], ${list((one) => one.homeTeamId)}::int[],
                ${list((one) => one.awayTeamId)}::int[]) as seen (id, home, away)
    where ${oddsEvents.id} = seen.id`);
}

/** Links stand among the ids of games, whose trigger gives the events their games. */
async function link(
  tx: Executor,
  open: readonly StoredEvent[],
  links: readonly Extract<LinkDecision, { gameId: number }>[],
): Promise<void> {
  const events = new Map(open.map((event) => [event.eventId, event]));
  const pairs = links.flatMap(({ eventId, gameId, evidence }) => {
    const event = events.get(eventId);
    return event === undefined ? [] : [{ ...event, gameId, evidence }];
  });
  for (const [provider, ofProvider] of Map.groupBy(pairs, (pair) => pair.provider)) {
    const learned = ofProvider.map(({ gameId: entityId, ...id }) => ({ ...id, entityId }));
    await teachIds(tx, { entityType: 'game', learnedBy: 'schedule', provider }, learned);
    await noteEvidence(tx, { entityType: 'game', learnedBy: 'schedule', provider }, learned);
  }
}

async function ask(
  tx: Executor,
  questions: readonly Extract<LinkDecision, { question: string }>[],
): Promise<void> {
  if (questions.length === 0) return;
  const list = (valueOf: (one: (typeof questions)[number]) => unknown) => sql.param(questions.map(valueOf));
  await tx.execute(sql`
    update ${oddsEvents} set (${bareColumns(oddsEvents.question, oddsEvents.candidates)}) = (asked.question, asked.candidates)
    from unnest(${list((one) => one.eventId)}::int[], ${list((one) => one.question)}::text[],
                ${list((one) => JSON.stringify(one.candidates))}::jsonb[]) as asked (id, question, candidates)
    where ${and(
      sql`${oddsEvents.id} = asked.id`,
      isNull(oddsEvents.gameId),
      inArray(
        oddsEvents.id,
        questions.map((one) => one.eventId),
      ),
    )}
      and (${oddsEvents.question}, ${oddsEvents.candidates}) is distinct from (asked.question, asked.candidates)`);
}
