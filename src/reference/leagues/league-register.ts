import { eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { advisoryLock } from '../../db/locks.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import { type Leagues, namesOf } from '../../domain/league.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { linkId } from '../identities/link-ids.ts';
import {
  type LeagueAddition,
  type LeagueFacts,
  type LeagueRow,
  changedLeague,
  newLeague,
} from './league-order.ts';
import {
  type LeagueDetail,
  type LeagueFilter,
  type LeagueQuestion,
  type LeagueListing,
  listLeagues,
  showLeague,
} from './list-leagues.ts';
import { type StoredLeague, loadLeagues, loadStoredLeagues } from './load-leagues.ts';
import { leagueColumns } from './seed-leagues.ts';

export type LeagueUpdate = LeagueFacts & { sport: Sport; league: string };

export type LeagueRefusal = {
  ok: false;
  reason: 'not_found' | 'conflict' | 'invalid';
  message: string;
  remedy: string;
  /** Nothing has the name that was given. */
  isUnknownName?: true;
};

/** What came of it; field names as they are published. */
export type LeagueChangeResult =
  | ({
      ok: true /** False when everything was so already. */;
      is_new: boolean;
      message: string;
    } & LeagueDetail)
  | LeagueRefusal;

export type LeagueRegister = {
  /** The leagues as they are now. */
  current: () => Promise<Leagues>;
  list: (filter: LeagueFilter) => Promise<readonly LeagueListing[]>;
  /** One league by its id, its name, its code or another of its names; undefined where none has it. */
  show: (question: LeagueQuestion) => Promise<LeagueDetail | undefined>;
  /** Adds a league. The same again changes nothing; a name of another league is refused. */
  add: (order: LeagueAddition, actor: Actor) => Promise<LeagueChangeResult>;
  /** Changes what is said of a league; what is left out stays. From then on new versions leave its row alone. */
  update: (order: LeagueUpdate, actor: Actor) => Promise<LeagueChangeResult>;
};

/** Thrown to take back a change of which a part is refused. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: LeagueRefusal;
  constructor(refusal: LeagueRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function createLeagueRegister({ db, logger }: { db: Database; logger: Logger }): LeagueRegister {
  async function change(
    write: (tx: Executor, known: readonly StoredLeague[]) => Promise<LeagueChangeResult>,
    actor: Actor,
  ): Promise<LeagueChangeResult> {
    try {
      const result = await db.transaction(async (tx) => {
        // The lock of the reference data: two leagues of one name may come at once.
        await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('reference-data')})`);
        return write(tx, await loadStoredLeagues(tx));
      });
      if (result.ok && result.is_new)
        logger.info({ league: result.name, actor: actor.name }, 'league changed');
      return result;
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
  }
  return {
    current: () => loadLeagues(db),
    list: (filter) => listLeagues(db, filter),
    show: (question) => showLeague(db, question),
    add: (order, actor) => change((tx, known) => addLeague(tx, order, { known, actor }), actor),
    update: (order, actor) => change((tx, known) => updateLeague(tx, order, { known, actor }), actor),
  };
}

type Scope = { known: readonly StoredLeague[]; actor: Actor };

async function addLeague(
  tx: Executor,
  order: LeagueAddition,
  { known, actor }: Scope,
): Promise<LeagueChangeResult> {
  const checked = newLeague(order);
  if (!checked.ok) return refusal('invalid', checked.problem, 'See leagues add --help.');
  const { league } = checked;
  const same = known.find(({ sport, name }) => sport === league.sport && isSame(name, league.name));
  if (same) {
    const again = changedLeague(same, order);
    if (again.ok && isSameRow(again.league, same) && areKnown(order.ids, same.ids))
      return answer(tx, same, { isNew: false, message: `${same.name} is known already, as it is.` });
    const options = { '--sport': same.sport, '--league': same.name };
    return refusal(
      'conflict',
      `${same.name} is known already.`,
      `Change it with ${commandWords('leagues update', { options })}`,
    );
  }
  refuseClash(league, known);
  const [sport] = await tx.select({ id: sports.id }).from(sports).where(eq(sports.displayName, league.sport));
  if (!sport) throw new Error(`sport ${league.sport} is not in the database: run migrate`);
  const [row] = await tx
    .insert(leagues)
    .values({ sportId: sport.id, ...leagueColumns({ ...league, ids: {}, windows: [] }), learnedBy: 'person' })
    .returning({ id: leagues.id });
  if (!row) throw new Error(`league ${league.name} was not added`);
  await linkAll(tx, { id: row.id, sport: league.sport }, order.ids, actor);
  const message = `${league.name} is a league of ${league.sport} from now on`;
  await note(tx, 'league_added', { subject: league.name, message, actor });
  return answer(tx, league, { isNew: true, message: `${message}.` });
}

async function updateLeague(
  tx: Executor,
  order: LeagueUpdate,
  { known, actor }: Scope,
): Promise<LeagueChangeResult> {
  const wanted = order.league.trim().toLowerCase();
  const before = known.find(
    (league) => league.sport === order.sport && namesOf(league).some((name) => name.toLowerCase() === wanted),
  );
  if (!before) {
    const names = known.filter(({ sport }) => sport === order.sport).map(({ name }) => name);
    const message = `${order.sport} has no league ${order.league}.`;
    return { ...refusal('not_found', message, `Use one of: ${names.join(', ')}.`), isUnknownName: true };
  }
  const checked = changedLeague(before, order);
  if (!checked.ok) return refusal('invalid', checked.problem, 'See leagues update --help.');
  const isChanged = !isSameRow(checked.league, before);
  if (!isChanged && areKnown(order.ids, before.ids))
    return answer(tx, before, { isNew: false, message: `${before.name} is so already.` });
  refuseClash(
    checked.league,
    known.filter(({ id }) => id !== before.id),
  );
  if (isChanged) {
    await tx
      .update(leagues)
      .set({ ...leagueColumns({ ...checked.league, ids: {}, windows: [] }), learnedBy: 'person' })
      .where(eq(leagues.id, before.id));
  }
  await linkAll(tx, before, order.ids, actor);
  await note(tx, 'league_changed', { subject: before.name, message: `${before.name} is changed`, actor });
  const moved =
    checked.league.timezone === before.timezone
      ? ''
      : ' Games that are known keep their days until their schedule comes again.';
  return answer(tx, before, {
    isNew: true,
    message: `${before.name} is changed; what comes in is read so.${moved}`,
  });
}

/** Ids that are tied already are passed over; one of another league refuses the change as a whole. */
async function linkAll(
  tx: Executor,
  { id: entity, sport }: { id: number; sport: Sport },
  ids: LeagueFacts['ids'],
  actor: Actor,
): Promise<void> {
  for (const [provider, externalId] of Object.entries(ids ?? {})) {
    if (externalId === undefined) continue;
    const linked = await linkId(tx, { sport, type: 'league', provider, externalId, entity }, actor);
    if (!linked.ok) throw new Refused(linked);
  }
}

/** Names are unique over all sports: a file and a page know a league by its name alone. */
function refuseClash(league: LeagueRow, others: readonly StoredLeague[]): void {
  const names = namesOf(league).map((name) => name.toLowerCase());
  for (const other of others) {
    const taken = namesOf(other).find((name) => names.includes(name.toLowerCase()));
    if (taken === undefined) continue;
    throw new Refused(
      refusal(
        'conflict',
        `${taken} means ${other.name} of ${other.sport} already.`,
        'Choose another name, code or alias.',
      ),
    );
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isSameRow(one: LeagueRow, other: LeagueRow): boolean {
  const columns = (league: LeagueRow) => JSON.stringify(leagueColumns({ ...league, ids: {}, windows: [] }));
  return columns(one) === columns(other);
}

function areKnown(wanted: LeagueFacts['ids'], known: StoredLeague['ids']): boolean {
  return Object.entries(wanted ?? {}).every(([provider, id]) => known[provider] === id);
}

async function answer(
  tx: Executor,
  { sport, name }: Pick<LeagueRow, 'sport' | 'name'>,
  { isNew, message }: { isNew: boolean; message: string },
): Promise<LeagueChangeResult> {
  const league = await showLeague(tx, { sport, name });
  if (!league) throw new Error(`league ${name} is gone`);
  return { ok: true, is_new: isNew, message, ...league };
}

async function note(
  tx: Executor,
  kind: 'league_added' | 'league_changed',
  { subject, message, actor }: { subject: string; message: string; actor: Actor },
): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, { kind, subject, message: `${message}, by ${actor.name}${because}.` });
}

function refusal(reason: LeagueRefusal['reason'], message: string, remedy: string): LeagueRefusal {
  return { ok: false, reason, message, remedy };
}
