import { liveBoard } from '../nba/game-state.ts';
import { type PlayerLine, type TeamBox, partOfLine, totalCounts } from '../nba/box-score.ts';
import type { NbaLeague } from '../nba/league.ts';
import type { NbaGame } from '../nba/nba-games.ts';
import { nbaTeam } from '../nba/nba-teams.ts';
import { figures } from '../nba/statistics-rows.ts';
import type { AnswerContext } from '../simulated-api.ts';
import type { Tree } from './feed-writer.ts';
import { FIRST_IDS, type MatchFacts, matchTree } from './match-trees.ts';

const QUARTERS = ['1st Quarter', '2nd Quarter', '3rd Quarter', '4th Quarter'];

/** What the feeds say of a game of the simulated NBA. */
export function nbaMatch(league: NbaLeague, game: NbaGame, context: AnswerContext): MatchFacts {
  const state = league.stateOf(game, context);
  const result = league.resultOf(game);
  const board = state.status === 2 ? liveBoard(result, state.fraction) : undefined;
  const side = (which: 'home' | 'away', teamId: number): MatchFacts['home'] => ({
    id: teamId,
    name: nbaTeam(teamId).name,
    periods: state.status === 3 ? result[which].periods : (board?.[which] ?? []),
  });
  return {
    id: game.id,
    startMs: state.startMs,
    status: statusOf(state.status, result.overtimes, board?.period ?? 1),
    ...(board?.clock ? { timer: board.clock } : {}),
    venue: nbaTeam(game.homeTeamId).arena.name,
    home: side('home', game.homeTeamId),
    away: side('away', game.awayTeamId),
  };
}

function statusOf(status: number, overtimes: number, period: number): string | undefined {
  switch (status) {
    case 1:
    case 5:
      return undefined;
    case 2:
      return QUARTERS[period - 1] ?? 'Overtime';
    case 3:
      return overtimes > 0 ? 'After Over Time' : 'Finished';
    case 4:
      return 'Postponed';
    case 6:
      return 'Cancelled';
    default:
      return 'Under Review';
  }
}

/** A match of a day's scores, with its box score once it has begun. */
export function nbaScore(league: NbaLeague, game: NbaGame, context: AnswerContext): Tree {
  const box = league.boxScoreOf(game, context);
  const match = nbaMatch(league, game, context);
  if (!box) return matchTree(match);
  const side = (team: TeamBox): Tree => {
    const rows = (isStarter: boolean): Tree[] =>
      team.lines
        .filter(({ startPosition }) => (startPosition !== null) === isStarter)
        .map((line) => playerTree(line, box.fraction));
    return { starters: [{ player: rows(true) }], bench: [{ player: rows(false) }] };
  };
  return matchTree(match, {
    player_stats: [{ hometeam: [side(box.home)], awayteam: [side(box.away)] }],
    team_stats: [
      { hometeam: [teamTree(box.home, box.fraction)], awayteam: [teamTree(box.away, box.fraction)] },
    ],
  });
}

function playerTree(line: PlayerLine, fraction: number): Tree {
  const part = partOfLine(line, fraction);
  const row = figures(part);
  const { player } = line;
  return {
    id: String(FIRST_IDS.player + player.id),
    name: `${player.firstName} ${player.lastName}`,
    pos: player.position,
    minutes: part.seconds === 0 ? '' : clock(part.seconds),
    field_goals_made: String(row.fgm),
    field_goals_attempts: String(row.fga),
    threepoint_goals_made: String(row.tpm),
    threepoint_goals_attempts: String(row.tpa),
    freethrows_goals_made: String(row.ftm),
    freethrows_goals_attempts: String(row.fta),
    offence_rebounds: String(row.offReb),
    defense_rebounds: String(row.defReb),
    total_rebounds: String(row.totReb),
    assists: String(row.assists),
    steals: String(row.steals),
    blocks: String(row.blocks),
    turnovers: String(row.turnovers),
    personal_fouls: String(row.pFouls),
    plus_minus: part.plusMinus > 0 ? `+${part.plusMinus}` : String(part.plusMinus),
    points: String(row.points),
    oncourt: 'False',
  };
}

function teamTree(team: TeamBox, fraction: number): Tree {
  const row = figures(totalCounts(team.lines.map((line) => partOfLine(line, fraction))));
  const total = (count: number, more: Tree = {}): readonly Tree[] => [{ total: String(count), ...more }];
  const shots = (made: number, tried: number, pct: string): readonly Tree[] =>
    total(made, { attempts: String(tried), pct });
  return {
    field_goals_made: shots(row.fgm, row.fga, row.fgp),
    threepoint_goals_made: shots(row.tpm, row.tpa, row.tpp),
    freethrows_goals_made: shots(row.ftm, row.fta, row.ftp),
    rebounds: total(row.totReb, { offence: String(row.offReb), defense: String(row.defReb) }),
    assists: total(row.assists),
    steals: total(row.steals),
    blocks: total(row.blocks),
    turnovers: total(row.turnovers),
    personal_fouls: total(row.pFouls),
  };
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
