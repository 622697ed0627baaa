import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import { entityIdOf } from '../../reference/identities/external-ids.ts';
import type { GameStatus, SeedingStatus } from '../../domain/statuses.ts';
import { game, sport, task } from './aliases.ts';
import { leagueCondition, seasonConditions, sportCondition } from './reference-conditions.ts';
import { gamesInState } from './search-states.ts';
import { readSearchText } from './search-text.ts';
import { waysToPlay } from './team-condition.ts';
import { areAllAbbreviations, findTeams } from './team-search.ts';
import { inTroubleBecause } from './trouble-search.ts';

/** Which games are meant; what is absent does not restrict. */
export type GameFilter = {
  sport?: Sport | undefined;
  /** Name of a league, in any case. */
  league?: string | undefined;
  /** Year in which the season starts. */
  season?: number | undefined;
  /** Slate date, ISO. */
  date?: string | undefined;
  /** First and last slate date, ISO. */
  from?: string | undefined;
  until?: string | undefined;
  week?: number | undefined;
  status?: GameStatus | undefined;
  seedingStatus?: SeedingStatus | undefined;
  /** Teams, a label such as `LAL @ GSW 2026-01-15`, dates, states, words of an error, or an id. */
  text?: string | undefined;
};

/**
 * The ways in which a game (alias game) matches a filter; a game may match in several. Each is a condition of its
 * own, because one that looks for teams or words of an error cannot use the index of either. None where the season is
 * unknown.
 */
export async function gameSearches(executor: Executor, filter: GameFilter): Promise<readonly SQL[]> {
  const { dates, ids, states, words } = readSearchText(filter.text ?? '');
  const common = [
    ...(await fieldConditions(executor, filter)),
    ...dates.map((date) => sql`${game.slateDate} = ${date}::date`),
    ...states.map(gamesInState),
    ...ids.map(hasId),
  ];
  const seasons =
    filter.season === undefined ? [sql`true`] : await seasonConditions(executor, filter.season, filter.sport);
  const all = (more: readonly SQL[]): SQL[] =>
    seasons.map((ofSeason) => sql.join([ofSeason, ...common, ...more], sql` and `));
  if (words.length === 0) return all([]);

  const teams = await findTeams(executor, words);
  const playing = waysToPlay(words, teams).flatMap((way) => all([way]));
  if (areAllAbbreviations(words, teams)) return playing;
  const { ofTask, ofGame } = inTroubleBecause(words, teams);
  const isInTrouble = sql`${game.id} = any(array(
    select ${task.gameId} from ${seedingTasks} as ${task}
    ${ofGame.length > 0 ? sql`join ${games} as ${game} on ${game.id} = ${task.gameId}` : sql``}
    where ${sql.join([...ofTask, ...ofGame], sql` and `)}))`;
  return [...playing, ...all([isInTrouble])];
}

async function fieldConditions(executor: Executor, filter: GameFilter): Promise<SQL[]> {
  const { league, date, from, until, week, status, seedingStatus } = filter;
  return [
    ...(filter.sport ? [await sportCondition(executor, filter.sport)] : []),
    ...(league === undefined ? [] : [await leagueCondition(executor, league)]),
    ...(date ? [sql`${game.slateDate} = ${date}::date`] : []),
    // A game is played around its slate date whatever the zone: said of the tip-off too, the order's index begins there.
    ...(from ? [sql`${game.slateDate} >= ${from}::date and ${game.gameDatetime} >= ${from}::date - 2`] : []),
    ...(until
      ? [sql`${game.slateDate} <= ${until}::date and ${game.gameDatetime} <= ${until}::date + 3`]
      : []),
    ...(week === undefined ? [] : [sql`${game.week} = ${week}`]),
    ...(status ? [sql`${game.status} = ${status}`] : []),
    ...(seedingStatus ? [sql`${game.seedingStatus} = ${seedingStatus}`] : []),
  ];
}

/** A number may be the id of a game, of one of its tasks, or the provider's own of a game. */
function hasId(id: number): SQL {
  return sql`${game.id} = any(array(
    select ${id}::int
    union select ${task.gameId} from ${seedingTasks} as ${task} where ${task.id} = ${id}
    union select ${entityIdOf('game', { sportId: sport.id, externalId: String(id) })} from ${sports} as ${sport}))`;
}
