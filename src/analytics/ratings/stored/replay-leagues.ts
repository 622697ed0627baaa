import type { Transaction } from '../../../db/locked-transaction.ts';
import { onDayOfPlay } from '../day-of-play.ts';
import { rateGames } from '../rate-games.ts';
import type { LeagueSeason, RatingState, TeamRating } from '../rated-game.ts';
import { type CountingGame, bySeasonOrder, readClubs, readCountingGames } from './counting-games.ts';
import type { RatedLeagues } from './league-rules.ts';
import { differenceOf, ratedBefore, rowsOfGames, standsAfter } from './rating-rows.ts';
import { type LeagueSeasons, isSeasonMeant, readLeagueSeasons, seasonBefore } from './league-seasons.ts';
import { insertRatings, readStands, readStoredSeason, removeRatings } from './write-ratings.ts';

/** What became of a season's rows. */
export type ReplayedSeason = {
  seasonYear: number;
  removed: number;
  written: number;
  teamIds: readonly number[];
};

/** Where teams stand before a season, and where they stood by the rows that were there. */
type Chain = { now: Map<string, TeamRating>; before: Map<string, TeamRating> };

type SeasonToReplay = { seasonYear: number; seasons: LeagueSeasons; chain: Chain; isAll: boolean };

/**
 * Brings the ratings of leagues that are rated together up to date: the seasons of which something changed, the one after
 * each (its clubs may be others), and those that come after for as long as any team stands elsewhere than it did. Rows
 * whose game and ratings before it are as recorded stay; `all` computes every season, and takes over nothing.
 * Where a game came from another season or other leagues, what stood there is not told by the rows of those any more: all
 * later seasons of leagues that are `disturbed` are looked at.
 */
export async function replayLeagues(
  tx: Transaction,
  leagues: RatedLeagues,
  { changed, disturbed }: { changed: ReadonlySet<number> | 'all'; disturbed: Set<number> },
): Promise<readonly ReplayedSeason[]> {
  const seasons = await readLeagueSeasons(tx, leagues.leagueIds);
  const first = changed === 'all' ? 0 : Math.min(...changed);
  const replayed: ReplayedSeason[] = [];
  let chain: Chain | undefined;
  for (const seasonYear of seasons.all.filter((year) => year >= first)) {
    const isMeant = changed === 'all' || isSeasonMeant(seasons, seasonYear, changed);
    const isDisturbed = leagues.leagueIds.some((id) => disturbed.has(id));
    if (!isMeant && !isDisturbed && (chain === undefined || !isMoved(chain))) {
      chain = undefined;
      continue;
    }
    chain ??= await openChain(tx, leagues, seasonYear);
    const season = { seasonYear, seasons, chain, isAll: changed === 'all' };
    const { disturbs, ...done } = await replaySeason(tx, leagues, season);
    for (const leagueId of disturbs) disturbed.add(leagueId);
    if (done.removed + done.written > 0) replayed.push(done);
  }
  return replayed;
}

async function openChain(tx: Transaction, { leagueIds }: RatedLeagues, seasonYear: number): Promise<Chain> {
  const stands = await readStands(tx, leagueIds, seasonYear);
  return { now: new Map(stands), before: new Map(stands) };
}

function isMoved({ now, before }: Chain): boolean {
  const teams = new Set([...now.keys(), ...before.keys()]);
  return [...teams].some((team) => {
    const [one, other] = [now.get(team), before.get(team)];
    return one?.rating !== other?.rating || one?.season !== other?.season;
  });
}

async function replaySeason(
  tx: Transaction,
  leagues: RatedLeagues,
  season: SeasonToReplay,
): Promise<ReplayedSeason & { disturbs: readonly number[] }> {
  const { rules, leagueIds } = leagues;
  const { seasonYear, chain } = season;
  const games = (await readCountingGames(tx, leagueIds, seasonYear))
    .map((game) => dayOfPlay(leagues, game))
    .toSorted(bySeasonOrder);
  const stored = await readStoredSeason(tx, leagueIds, seasonYear);
  const clubs = await clubsOfSeasons(tx, leagues, season);
  const { rows: rated } = rateGames(rules.elo, games, {
    from: stateBefore(leagues, season, clubs),
    recorded: season.isAll ? new Map() : ratedBefore(rules, stored),
    clubsIn: (year) => clubs.get(year) ?? new Map(),
  });
  const rows = rowsOfGames(rules, rated);
  const { write, remove } = differenceOf(stored, rows);
  const gameIds = new Set([...write, ...remove].map(({ gameId }) => gameId));
  const gone = await removeRatings(tx, [...gameIds]);
  await insertRatings(
    tx,
    rows.filter(({ gameId }) => gameIds.has(gameId)),
  );
  for (const [team, stand] of standsAfter(rows)) chain.now.set(team, stand);
  for (const [team, stand] of standsAfter(stored)) chain.before.set(team, stand);
  const fromElsewhere = gone.filter(
    (row) => !leagueIds.includes(row.leagueId) || row.seasonYear !== seasonYear,
  );
  return {
    seasonYear,
    removed: remove.length + fromElsewhere.length,
    written: write.length,
    teamIds: [...new Set([...write, ...remove, ...fromElsewhere].map(({ teamId }) => teamId))],
    disturbs: fromElsewhere.map((row) => row.leagueId),
  };
}

function dayOfPlay({ rules }: RatedLeagues, game: CountingGame): CountingGame {
  return { ...game, date: onDayOfPlay(game, rules.resumedGames).date };
}

type Clubs = ReadonlyMap<number, Awaited<ReturnType<typeof readClubs>>>;

/** Who plays the season, and who played the last one of each league; nobody where the rules know of no promotion. */
async function clubsOfSeasons(
  tx: Transaction,
  { leagueIds, rules }: RatedLeagues,
  { seasonYear, seasons }: SeasonToReplay,
): Promise<Clubs> {
  const clubs = new Map<number, Awaited<ReturnType<typeof readClubs>>>();
  if (!rules.elo.promotedTakeMeanOfRelegated) return clubs;
  const before = leagueIds.flatMap((id) => seasonBefore(seasons, id, seasonYear) ?? []);
  for (const year of new Set([seasonYear, ...before])) clubs.set(year, await readClubs(tx, leagueIds, year));
  return clubs;
}

/** Where teams stand before the season, and who played the one before. */
function stateBefore(
  { leagueIds, given }: RatedLeagues,
  { seasonYear, seasons, chain }: SeasonToReplay,
  clubs: Clubs,
): RatingState {
  // A rating of the end of a season says nothing about games before it.
  const said = [...given].filter(([, { season }]) => season === null || season < seasonYear);
  const leagues = leagueIds.flatMap((id): [string, LeagueSeason][] => {
    const season = seasonBefore(seasons, id, seasonYear);
    const own = season === undefined ? undefined : clubs.get(season)?.get(String(id));
    if (season === undefined) return [];
    return [[String(id), { season, clubs: own ?? new Set(), promoted: new Map() }]];
  });
  return { teams: new Map([...said, ...chain.now]), leagues: new Map(leagues) };
}
