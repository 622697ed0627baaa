import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { type From, fixedText } from '../db/fixed-text.ts';
import { seasonLiteral } from '../db/partition-key.ts';
import { prepared } from '../db/prepared-statements.ts';
import { rowsOf } from '../db/rows.ts';
import { columnIn, selecting, valueOf } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { GAME } from '../db/table-aliases.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { type CompletenessRule, type Gap, judgeCompleteness } from './completeness.ts';
import type { LineTable } from './line-table.ts';

/** Finds what the lines in the database lack for a game to be whole. */
export type GapFinder = (
  executor: Executor,
  game: GameToSeed,
  providerGame: Pick<ProviderGame, 'home' | 'away'>,
) => Promise<readonly Gap[]>;

export type GapFinderOptions = {
  players: LineTable;
  teams: LineTable;
  rule: CompletenessRule;
  /** What a player's line (alias `line`) credits to the score for certain, in SQL. */
  credited: SQL;
  /** What else of a player's line may count, where that is told in several places. */
  mayBeCredited?: SQL;
  /** What the team's own line (alias `line`) may credit, where some of a score belongs to no player. */
  mayBeCreditedToTeam?: SQL;
};

/** What is written of one side of a game. */
const SIDE_COLUMNS = {
  team_id: valueOf(GAME.homeTeamId, sql`side.team_id`),
  score: valueOf(GAME.homeScore, sql`side.score`),
  player_lines: sql<number>`player.lines::int`,
  team_lines: sql<number>`team.lines::int`,
  credited: sql<number>`player.credited::float8`,
  may_be_credited: sql<number>`(player.more + team.more)::float8`,
};

/** Counts what is written of both sides, in one statement, and judges it by the sport's rule. */
export function createGapFinder({
  players,
  teams,
  rule,
  credited,
  mayBeCredited = sql`0`,
  mayBeCreditedToTeam = sql`0`,
}: GapFinderOptions): GapFinder {
  const countStatement = fixedText((from: From<Pick<GameToSeed, 'gameId'>>, seasonYear: number) => {
    const ofSide = ({ schema }: LineTable) => sql`
      from ${schema} as line
      where ${columnIn('line', schema.seasonYear)} = ${seasonLiteral(seasonYear)} and ${columnIn('line', schema.gameId)} = ${GAME.id}
        and ${columnIn('line', schema.teamId)} = side.team_id`;
    return prepared(
      selecting(
        SIDE_COLUMNS,
        (list) => sql`
        select ${list}
        from ${games} as ${GAME}
        cross join lateral (values (${GAME.homeTeamId}, ${GAME.homeScore}), (${GAME.awayTeamId}, ${GAME.awayScore}))
          as side(team_id, score)
        cross join lateral (select count(*) as lines, coalesce(sum(${credited}), 0) as credited,
                                   coalesce(sum(${mayBeCredited}), 0) as more ${ofSide(players)}) as player
        cross join lateral (select count(*) as lines, coalesce(sum(${mayBeCreditedToTeam}), 0) as more
                            ${ofSide(teams)}) as team
        where ${GAME.id} = ${from(({ gameId }) => gameId)}`,
      ),
    );
  });
  return async function findGaps(executor, game, providerGame) {
    const rows = await rowsOf(executor, countStatement(game, game.seasonYear));
    const named = [
      { ours: game.home, theirs: providerGame.home },
      { ours: game.away, theirs: providerGame.away },
    ];
    const sides = named.map(({ ours, theirs }) => {
      const row = rows.find(({ team_id }) => team_id === ours.teamId);
      return {
        providerTeamId: theirs.providerTeamId,
        name: theirs.name,
        score: row?.score ?? null,
        playerLines: row?.player_lines ?? 0,
        teamLines: row?.team_lines ?? 0,
        credited: row?.credited ?? 0,
        creditedAtMost: (row?.credited ?? 0) + (row?.may_be_credited ?? 0),
      };
    });
    return judgeCompleteness(sides, rule);
  };
}
