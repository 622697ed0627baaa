import type { Transaction } from '../../../db/locked-transaction.ts';
import { onDayOfPlay } from '../day-of-play.ts';
import { rateGames } from '../rate-games.ts';
import type { LeagueSeason, RatingState, TeamRating } from '../rated-game.ts';
import {
  type CountingGame,
  bySeasonOrder,
  readClubs,
  readCountingGames,
  readSeasonsPlayed,
} from './counting-games.ts';
import type { LeagueRules } from './league-rules.ts';
import { differenceOf, ratedBefore, rowsOfGames, standsAfter } from './rating-rows.ts';
import {
  insertRatings,
  readStands,
  readStoredSeason,
  readStoredSeasons,
  removeRatings,
} from './write-ratings.ts';

/** What became of a season's rows. */
export type ReplayedSeason = {
  seasonYear: number;
  removed: number;
  written: number;
  teamIds: readonly number[];
};

/** Where teams stand before a season, and where they stood by the rows that were there. */
type Chain = { now: Map<string, TeamRating>; before: Map<string, TeamRating> };

type SeasonToReplay = { seasonYear: number; seasonBefore: number | undefined; chain: Chain; isAll: boolean };

/**
 * Brings the ratings of a league up to date: the seasons of which something changed, the one after each (its clubs may be
 * others), and those that come after for as long as any team stands elsewhere than it did. Rows whose game and ratings
 * before it are as recorded stay; `all` computes every season, and takes over nothing.
 * Where a game came from another season or league, what stood there is not told by the rows of that one any more: all
 * later seasons of a league that is `disturbed` are looked at.
 */
export async function replayLeague(
  tx: Transaction,
  league: LeagueRules,
  { changed, disturbed }: { changed: ReadonlySet<number> | 'all'; disturbed: Set<number> },
): Promise<readonly ReplayedSeason[]> {
  const isAll = changed === 'all';
  const first = isAll ? 0 : Math.min(...changed);
  const played = await readSeasonsPlayed(tx, league.leagueId);
  const seasons = [...new Set([...played, ...(await readStoredSeasons(tx, league.leagueId))])]
    .filter((year) => year >= first)
    .toSorted((one, other) => one - other);
  const replayed: ReplayedSeason[] = [];
  let chain: Chain | undefined;
  for (const [index, seasonYear] of seasons.entries()) {
    const from = seasons[index - 1] ?? first;
    const isMeant =
      isAll || [...changed].some((year) => year === seasonYear || (year >= from && year < seasonYear));
    const reaches = disturbed.has(league.leagueId) || (chain !== undefined && isMoved(chain));
    if (!isMeant && !reaches) {
      chain = undefined;
      continue;
    }
    chain ??= await openChain(tx, league, seasonYear);
    const season = { seasonYear, seasonBefore: played.findLast((year) => year < seasonYear), chain, isAll };
    const { disturbs, ...done } = await replaySeason(tx, league, season);
    for (const leagueId of disturbs) disturbed.add(leagueId);
    if (done.removed + done.written > 0) replayed.push(done);
  }
  return replayed;
}

async function openChain(tx: Transaction, { leagueId }: LeagueRules, seasonYear: number): Promise<Chain> {
  const stands = await readStands(tx, leagueId, seasonYear);
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
  league: LeagueRules,
  season: SeasonToReplay,
): Promise<ReplayedSeason & { disturbs: readonly number[] }> {
  const { rules, leagueId } = league;
  const { seasonYear, chain } = season;
  const games = (await readCountingGames(tx, leagueId, seasonYear))
    .map((game) => dayOfPlay(league, game))
    .toSorted(bySeasonOrder);
  const stored = await readStoredSeason(tx, leagueId, seasonYear);
  const clubs = await clubsFor(tx, league, seasonYear);
  const { rows: rated } = rateGames(rules.elo, games, {
    from: await stateBefore(tx, league, season),
    recorded: season.isAll ? new Map() : ratedBefore(rules, stored),
    clubsOf: () => clubs,
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
  const fromElsewhere = gone.filter((row) => row.leagueId !== leagueId || row.seasonYear !== seasonYear);
  return {
    seasonYear,
    removed: remove.length + fromElsewhere.length,
    written: write.length,
    teamIds: [...new Set([...write, ...remove, ...fromElsewhere].map(({ teamId }) => teamId))],
    disturbs: fromElsewhere.map((row) => row.leagueId),
  };
}

function dayOfPlay({ rules }: LeagueRules, game: CountingGame): CountingGame {
  return { ...game, date: onDayOfPlay(game, rules.resumedGames).date };
}

/** Where teams stand before the season, and who played the one before. */
async function stateBefore(
  tx: Transaction,
  league: LeagueRules,
  { seasonYear, seasonBefore, chain }: SeasonToReplay,
): Promise<RatingState> {
  // A rating of the end of a season says nothing about games before it.
  const given = [...league.given].filter(([, { season }]) => season === null || season < seasonYear);
  const last: [string, LeagueSeason][] =
    seasonBefore === undefined
      ? []
      : [
          [
            String(league.leagueId),
            { season: seasonBefore, clubs: await clubsFor(tx, league, seasonBefore), promoted: new Map() },
          ],
        ];
  return { teams: new Map([...given, ...chain.now]), leagues: new Map(last) };
}

/** Nobody goes up or down where the rules know of no promotion. */
async function clubsFor(
  tx: Transaction,
  { leagueId, rules }: LeagueRules,
  seasonYear: number,
): Promise<ReadonlySet<string>> {
  return rules.elo.promotedTakeMeanOfRelegated ? readClubs(tx, leagueId, seasonYear) : new Set();
}
