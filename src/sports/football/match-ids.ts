import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { GAME, GAME_IN_FULL, LEAGUE, SEASON, SPORT, TASK } from '../../db/table-aliases.ts';
import type { FootballGame } from '../../domain/football-lines.ts';
import type { GameToSeed, SideToSeed } from '../../domain/game-to-seed.ts';
import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FootballBoxScorePort } from '../../providers/ports.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import { type TeamRecogniser, sideMatcher } from '../../reference/teams/team-recogniser.ts';
import { externalIdOf, teachIds } from '../../reference/identities/external-ids.ts';
import { type SideMatcher, pickGame } from '../../reference/identities/pick-game.ts';
import { sideToSeed } from '../../reference/identities/side-to-seed.ts';

export type MatchIds = {
  /**
   * The provider's id of a match whose id is not known, from the list of its season: one call for the whole season of
   * a league, which fills in the ids of all its other matches as well, and one for each other league that has such
   * matches due. Undefined when the list does not have it.
   */
  find: (game: GameToSeed, context: CallContext) => Promise<string | undefined>;
  /**
   * The provider's ids of matches that are due by now or shortly and may share a call: those that follow the game
   * first, because a backlog is worked through in that order, so that nobody looks at the same few again and again.
   */
  dueTogether: (game: GameToSeed) => Promise<readonly string[]>;
};

/** Answers are kept for half an hour: what is due by then is over by now, hours after its kick-off. */
const DUE_AHEAD_MINUTES = 30;

const IS_DUE = sql`${TASK.dueAt} <= now() + ${DUE_AHEAD_MINUTES} * interval '1 minute'`;

const gameIdThere = externalIdOf('game', GAME.id);

type LeagueSeason = Pick<GameToSeed, 'leagueName' | 'seasonYear' | 'leagueExternalId'>;

/** What is due is read anew after this long; a match that is due since may miss a call that it could have shared. */
const DUE_FRESH_MS = 1_000;

/** As many of a backlog as are looked at; the oldest are worked through first. */
const MAX_DUE = 2_000;

/** A few calls' worth: some of them have been asked for already. */
const MAX_SIBLINGS = 120;

const NO_LIST: ReadonlySet<ProviderErrorKind> = new Set(['plan', 'bad_request', 'malformed', 'mismatch']);

type MatchIdOptions = {
  db: Database;
  client: Required<Pick<FootballBoxScorePort, 'seasonList'>>;
  teamsOf: TeamRecogniser;
  clock: Pick<Clock, 'nowMs'>;
};

/** What ids are learnt with; the matches that are due change as soon as some are. */
type Learner = Omit<MatchIdOptions, 'clock'> & { due: ReturnType<typeof createDueMatches> };

export function createMatchIds({ clock, ...options }: MatchIdOptions): MatchIds {
  const learner: Learner = { ...options, due: createDueMatches(options.db, clock) };
  return {
    async find(game, context) {
      const others = await leaguesWithoutIds(learner.db, game);
      const [found] = await Promise.all([
        learnSeason(learner, game, context, game),
        // Matches of several leagues that are due together share a call as soon as all of their ids are known.
        ...others.map((season) => learnSeason(learner, season, context)),
      ]);
      return found;
    },
    async dueTogether(game) {
      const due = (await learner.due.of(game.sportId)).filter(({ gameId }) => gameId !== game.gameId);
      const follow = due.filter(({ gameId }) => gameId > game.gameId);
      const before = due.filter(({ gameId }) => gameId < game.gameId);
      return [...follow, ...before].slice(0, MAX_SIBLINGS).map(({ id }) => id);
    },
  };
}

/** Reads the list of a season and fills ids in; gives the id of `wanted`. */
async function learnSeason(
  learner: Learner,
  season: LeagueSeason,
  context: CallContext,
  wanted?: GameToSeed,
): Promise<string | undefined> {
  const { leagueName, seasonYear, leagueExternalId } = season;
  if (leagueExternalId === null) return undefined;
  const list = await learner.client.seasonList(leagueExternalId, seasonYear, context).catch(noList);
  const isSide = await sideMatcher(learner.teamsOf, leagueName);
  await fillIn(learner, season, list, isSide);
  return wanted && pickGame(wanted, list, isSide)?.providerGameId;
}

/** Other leagues with matches that are due and whose ids are not known. */
function leaguesWithoutIds(db: Database, game: GameToSeed): Promise<LeagueSeason[]> {
  return rowsOf(
    db,
    selecting(
      {
        leagueName: LEAGUE.name,
        seasonYear: SEASON.year,
        leagueExternalId: sql<string | null>`${externalIdOf('league', LEAGUE.id)}`,
      },
      (list) => sql`
      select distinct ${list}
      from ${seedingTasks} as ${TASK}
      join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
      join ${leagues} as ${LEAGUE} on ${LEAGUE.id} = ${GAME.leagueId}
      join ${seasons} as ${SEASON} on ${SEASON.id} = ${GAME.seasonId}
      where ${TASK.status} in ('pending', 'running') and ${TASK.pass} = 'first' and ${IS_DUE}
        and ${GAME.sportId} = ${game.sportId} and ${gameIdThere} is null
        and (${LEAGUE.name}, ${SEASON.year}) is distinct from (${game.leagueName}, ${game.seasonYear})`,
    ),
  );
}

/** Ids that are another game's already are left alone, and so are games that a run is writing right now. */
async function fillIn(
  { db, due }: Learner,
  { leagueName, seasonYear }: LeagueSeason,
  list: readonly FootballGame[],
  isSide: SideMatcher,
): Promise<void> {
  const rows = await rowsOf(
    db,
    selecting(
      {
        gameId: GAME.id,
        tipOff: GAME.gameDatetime,
        home: sql<SideToSeed>`${sideToSeed('home')}`,
        away: sql<SideToSeed>`${sideToSeed('away')}`,
      },
      (list) => sql`
      select ${list}
      from ${GAME_IN_FULL}
      where ${SPORT.displayName} = 'FOOTBALL' and ${LEAGUE.name} = ${leagueName} and ${SEASON.year} = ${seasonYear}
        and ${gameIdThere} is null`,
    ),
  );
  const learnt = rows.flatMap(({ gameId, tipOff, home, away }) => {
    const match = pickGame({ providerGameId: null, tipOffMs: tipOff.getTime(), home, away }, list, isSide);
    return match ? [{ entityId: gameId, externalId: match.providerGameId }] : [];
  });
  await teachIds(db, { entityType: 'game', learnedBy: 'schedule', rows: 'skip_locked' }, learnt);
  if (learnt.length > 0) due.forget();
}

type DueMatch = { gameId: number; id: string };

/** The matches of a sport that are due, by id: read once for all games that are looked at in the same moment. */
function createDueMatches(db: Database, clock: Pick<Clock, 'nowMs'>) {
  let read: { sportId: number; atMs: number; due: Promise<readonly DueMatch[]> } | undefined;

  function load(sportId: number): Promise<readonly DueMatch[]> {
    return db
      .select({ gameId: GAME.id, id: sql<string>`${gameIdThere}` })
      .from(TASK)
      .innerJoin(GAME, eq(GAME.id, TASK.gameId))
      .where(sql`${TASK.status} in ('pending', 'running') and ${TASK.pass} = 'first' and ${IS_DUE}
          and ${GAME.sportId} = ${sportId} and ${gameIdThere} is not null
          and ${GAME.status} not in ('postponed', 'cancelled', 'awarded')`)
      .orderBy(GAME.id)
      .limit(MAX_DUE);
  }

  return {
    of(sportId: number): Promise<readonly DueMatch[]> {
      const atMs = clock.nowMs();
      if (read?.sportId === sportId && atMs - read.atMs <= DUE_FRESH_MS) return read.due;
      const reading = { sportId, atMs, due: load(sportId) };
      read = reading;
      reading.due.catch(() => {
        if (read === reading) read = undefined;
      });
      return reading.due;
    },
    /** Matches that got their ids a moment ago may share the next call. */
    forget(): void {
      read = undefined;
    },
  };
}

/** A list that the plan does not include, or that cannot be read, is none: there are the slates. */
function noList(error: unknown): readonly FootballGame[] {
  if (error instanceof ProviderError && NO_LIST.has(error.facts.kind)) return [];
  throw error;
}
