import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { closingLines } from '../../db/schema/odds.ts';
import { publishedLines } from '../../db/schema/published-lines.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { selecting, valueOf } from '../../db/selecting.ts';
import { CONSENSUS } from '../../domain/bet-result.ts';
import { JUDGED_MARKETS } from '../../domain/judged-markets.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { EndedGame } from './settling-score.ts';
import type { KeptLine } from './settle-game.ts';

/** A game that may have ended, with its lines at the opening and at the close. */
export type GameToSettle = {
  gameId: number;
  leagueId: number;
  seasonYear: number;
  game: EndedGame;
  lines: readonly KeptLine[];
};

/** Which games: of these ids, or all of a season. */
export type GamesScope = { gameIds: readonly number[] } | { seasonYear: number };

/** The games of a scope that have lines; books whose published lines nobody doubts stand beside the consensus. */
export async function readLinesToSettle(db: Executor, scope: GamesScope): Promise<GameToSettle[]> {
  const isOfScope =
    'gameIds' in scope
      ? sql`${games.id} = any(${sql.param([...scope.gameIds])}::int[])`
      : sql`${seasons.year} = ${scope.seasonYear}`;
  const rows = await rowsOf(
    db,
    selecting(
      {
        gameId: games.id,
        leagueId: games.leagueId,
        seasonYear: seasons.year,
        sport: sports.displayName,
        status: games.status,
        homeScore: games.homeScore,
        awayScore: games.awayScore,
        homePeriods: games.homePeriodScores,
        awayPeriods: games.awayPeriodScores,
        market: sql<KeptLine['market']>`line.market`,
        moment: sql<KeptLine['moment']>`line.moment`,
        book: sql<string>`line.book`,
        source: sql<string>`line.source`,
        side: valueOf(closingLines.side, sql`line.side`),
        point: sql<number | null>`line.point`,
        price: sql<number | null>`line.price`,
        fairProbability: sql<number | null>`line.fair_probability`,
        isStale: sql<boolean>`line.is_stale`,
      },
      (list) => sql`
      select ${list} from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
      join ${sports} on ${sports.id} = ${games.sportId}
      cross join lateral (${consensusLines()} union all ${bookLines()}) as line
      where ${isOfScope} and ${games.status} in ('completed', 'awarded', 'cancelled')
        and line.market = any(${sql.param([...JUDGED_MARKETS])}::text[])
      order by ${games.id}`,
    ),
  );
  const byGame = Map.groupBy(rows, ({ gameId }) => gameId);
  return [...byGame.values()].flatMap((lines) => {
    const [first] = lines;
    if (first === undefined) return [];
    const { gameId, leagueId, seasonYear, sport, ...game } = first;
    const { regulationPeriods } = SPORT_FACTS[sport];
    return [{ gameId, leagueId, seasonYear, game: { ...game, regulationPeriods }, lines: lines.map(lineOf) }];
  });
}

function lineOf(row: KeptLine): KeptLine {
  const { market, moment, book, source, side, point, price, fairProbability, isStale } = row;
  return { market, moment, book, source, side, point, price, fairProbability, isStale };
}

function consensusLines(): SQL {
  const close = closingLines;
  return sql`
    select ${close.market} as market, at.moment, ${CONSENSUS} as book, ${close.source} as source, ${close.side} as side,
           at.point, at.price, at.fair as fair_probability, at.moment = 'close' and coalesce(${close.isStale}, false) as is_stale
    from ${close}
    cross join lateral (values ('open', ${close.openPoint}, ${close.openPrice}, null::numeric),
                               ('close', ${close.closePoint}, ${close.closePrice}, ${close.fairProbability}))
      as at (moment, point, price, fair)
    where ${close.gameId} = ${games.id} and (at.price is not null or at.point is not null)`;
}

function bookLines(): SQL {
  const line = publishedLines;
  return sql`
    select ${line.market}, case ${line.moment} when 'opening' then 'open' else 'close' end, ${line.book}, ${line.source},
           ${line.side}, ${line.point}, ${line.price}, null::numeric, false
    from ${line}
    where ${line.gameId} = ${games.id} and ${line.maker} = 'book' and ${line.subject} is null
      and ${line.doubt} is null and ${line.moment} in ('opening', 'closing')`;
}
