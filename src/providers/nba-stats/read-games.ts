import { z } from 'zod';
import type { ProviderGame, ProviderTeam } from '../../domain/box-score.ts';
import type { RowOwner } from '../reading/read-rows.ts';
import { RowReading, idIn, listOf, readRow, textIn } from '../reading/read-rows.ts';
import { PlainText, ProviderId } from '../reading/fields.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { Count, Moment, NbaGameId } from './fields.ts';
import { nbaStatsClock, nbaStatsStatus } from './status.ts';

const Periods = z
  .array(z.object({ period: Count, score: Count }))
  .nullish()
  .transform((periods) =>
    (periods ?? [])
      .toSorted((one, other) => (one.period ?? 0) - (other.period ?? 0))
      .flatMap(({ score }) => score ?? []),
  );

/** A side as boards, schedules and box scores write it. */
export const Side = z.object({
  teamId: ProviderId,
  teamCity: PlainText,
  teamName: PlainText,
  teamTricode: PlainText,
  score: Count,
  periods: Periods,
});
type Side = z.infer<typeof Side>;

/** What tells a game, wherever it is listed. `gameEt` is left alone: it is Eastern time with the mark of UTC. */
export const GameLabel = {
  gameId: NbaGameId,
  gameStatus: Count,
  gameStatusText: PlainText,
  // What is told of the clock is worth no game.
  period: z.unknown().optional(),
  gameClock: z.unknown().optional(),
  homeTeam: Side,
  awayTeam: Side,
};

const BoardGame = z.object({ ...GameLabel, gameTimeUTC: Moment });

/** A game with the day of the league's clock on whose board it stands. */
export type BoardedGame = ProviderGame & { slateDate: string };

const Board = z.object({ scoreboard: z.object({ gameDate: z.string(), games: z.array(z.unknown()) }) });

/** The games of a board, today's of cdn.nba.com or a day's of stats.nba.com; both are written alike. */
export function readBoard({ response }: Envelope): Parsed<BoardedGame[]> {
  const board = parsedBy(Board, response);
  if (!board.ok) return board;
  const { gameDate: slateDate, games } = board.value.scoreboard;
  const reading = new RowReading<BoardedGame>();
  for (const raw of games) {
    const row = readRow(BoardGame, raw);
    if (row.ok) reading.keep({ ...gameOf(row.value, row.value.gameTimeUTC), slateDate });
    else reading.refuse('malformed', gameOwner(raw), row.problem);
  }
  return listOf(reading);
}

const BoxGame = z.object({ game: z.object({ ...GameLabel, gameTimeUTC: Moment }) });

/** How the game of a box score of cdn.nba.com stands. */
export function readGameOfBox({ response }: Envelope, gameId: string): Parsed<ProviderGame> {
  const box = parsedBy(BoxGame, response);
  if (!box.ok) return box;
  const { game } = box.value;
  if (game.gameId !== gameId) {
    return { ok: false, kind: 'mismatch', problem: `the answer is about game ${game.gameId}, not ${gameId}` };
  }
  return { ok: true, value: gameOf(game, game.gameTimeUTC) };
}

type Labelled = {
  gameId: string;
  gameStatus: number | null;
  gameStatusText: string | null;
  period?: unknown;
  gameClock?: unknown;
  homeTeam: Side;
  awayTeam: Side;
};

/** A game in our words. Before the tip-off its score is 0:0, which is no score. */
export function gameOf(row: Labelled, startMs: number): ProviderGame {
  const { homeTeam: home, awayTeam: away } = row;
  const state = nbaStatsStatus(row.gameStatus, row.gameStatusText);
  const isBegun = state.status === 'in_progress' || state.status === 'completed';
  return {
    providerGameId: row.gameId,
    startMs,
    ...state,
    home: teamOf(home),
    away: teamOf(away),
    homeScore: isBegun ? home.score : null,
    awayScore: isBegun ? away.score : null,
    homePeriodScores: isBegun ? home.periods : [],
    awayPeriodScores: isBegun ? away.periods : [],
    ...(state.status === 'in_progress' ? { clock: nbaStatsClock(row) } : {}),
  };
}

function teamOf({ teamId, teamCity, teamName, teamTricode }: Side): ProviderTeam {
  const name = [teamCity, teamName].filter((part) => part !== null).join(' ');
  return { providerTeamId: teamId, name: name || teamId, code: teamTricode };
}

function gameOwner(raw: unknown): RowOwner {
  const sides = [textIn(raw, 'awayTeam', 'teamName'), textIn(raw, 'homeTeam', 'teamName')];
  return {
    entityType: 'game',
    providerEntityId: idIn(raw, 'gameId'),
    providerTeamId: null,
    name: sides.every((name) => name !== null) ? sides.join(' at ') : null,
  };
}
