import type { AnswerContext } from '../simulated-api.ts';
import { type Counts, partOfLine, type PlayerLine, type TeamBox, totalCounts } from '../nba/box-score.ts';
import { createNbaLeague, type NbaLeague } from '../nba/league.ts';
import { liveBoard } from '../nba/game-state.ts';
import type { NbaGame } from '../nba/nba-games.ts';
import { NBA_TEAMS, nbaTeam } from '../nba/nba-teams.ts';
import { pointsOf } from '../nba/scoring.ts';
import type { BoardGame, BoardLeague, BoardTeam } from './board-game.ts';

/** ESPN's ids are others than those of the league of the simulation. */
const FIRST_TEAM_ID = 500;
const FIRST_PLAYER_ID = 4_000_000;

/** ESPN over the simulated NBA. */
export function nbaBoard(seed: number): BoardLeague {
  const league = createNbaLeague(seed);
  return {
    folder: 'basketball',
    leagues: ['nba'],
    summaryLeague: 'nba',
    yearOffset: 1,
    regulation: 4,
    add: league.games.add,
    games: (context) => league.games.all().map((game) => boardGame(league, game, context)),
    teams: () => NBA_TEAMS.map(({ id }) => teamOf(id)),
    playersOf: ({ id }) =>
      league.rosters.ofTeam(Number(id) - FIRST_TEAM_ID).map((player) => ({
        id: String(FIRST_PLAYER_ID + player.id),
        name: `${player.firstName} ${player.lastName}`,
        position: player.position,
      })),
    /** Before the tip-off the players are listed without figures. */
    extras(id, context) {
      const game = league.games.byId(id);
      const sheets = game && league.sheetsOf(game, context);
      if (!sheets) return {};
      return { boxscore: { players: [sheets.away, sheets.home].map((team) => playersBlock(team, 0)) } };
    },
    boxScore(id, context) {
      const game = league.games.byId(id);
      const box = game && league.boxScoreOf(game, context);
      if (!box) return {};
      const sides = [box.away, box.home];
      return {
        teams: sides.map((team, index) => teamBlock(team, sides[1 - index], box.fraction)),
        players: sides.map((team) => playersBlock(team, box.fraction)),
      };
    },
  };
}

const STANDINGS = {
  1: 'before',
  2: 'during',
  3: 'over',
  4: 'postponed',
  5: 'before',
  6: 'cancelled',
  9: 'unseen',
} as const;

function boardGame(league: NbaLeague, game: NbaGame, context: AnswerContext): BoardGame {
  const result = league.resultOf(game);
  const { status, startMs, finalMs, fraction } = league.stateOf(game, context);
  const standing = STANDINGS[status];
  const live = standing === 'during' ? liveBoard(result, fraction) : undefined;
  const sideOf = (teamId: number, periods: readonly number[] | undefined): BoardGame['home'] => ({
    team: teamOf(teamId),
    score: periods === undefined ? null : periods.reduce((sum, points) => sum + points, 0),
    periods: periods ?? [],
  });
  const isOver = standing === 'over';
  return {
    id: game.id,
    league: 'nba',
    season: game.season,
    scheduledMs: game.startMs,
    startMs,
    finalMs,
    standing,
    ...(live?.clock ? { clock: live.clock } : {}),
    home: sideOf(game.homeTeamId, isOver ? result.home.periods : live?.home),
    away: sideOf(game.awayTeamId, isOver ? result.away.periods : live?.away),
    venue: nbaTeam(game.homeTeamId).arena.name,
  };
}

function teamOf(teamId: number): BoardTeam {
  const { name, code } = nbaTeam(teamId);
  return { id: String(FIRST_TEAM_ID + teamId), name, code };
}

const KEYS = [
  'minutes',
  'points',
  'fieldGoalsMade-fieldGoalsAttempted',
  'threePointFieldGoalsMade-threePointFieldGoalsAttempted',
  'freeThrowsMade-freeThrowsAttempted',
  'rebounds',
  'assists',
  'turnovers',
  'steals',
  'blocks',
  'offensiveRebounds',
  'defensiveRebounds',
  'fouls',
  'plusMinus',
] as const;

function playersBlock(team: TeamBox, fraction: number): object {
  const { id, name, code } = teamOf(team.teamId);
  return {
    team: { id, displayName: name, abbreviation: code },
    statistics: [{ keys: KEYS, athletes: team.lines.map((line) => athleteRow(line, fraction)) }],
  };
}

/** A reason stands beside those who played as well; who did not has no figures. */
function athleteRow(line: PlayerLine, fraction: number): object {
  const { player, startPosition, comment } = line;
  const didNotPlay = comment !== null;
  return {
    athlete: {
      id: String(FIRST_PLAYER_ID + player.id),
      displayName: `${player.firstName} ${player.lastName}`,
      jersey: String(player.jersey),
      position: { abbreviation: player.position },
    },
    active: false,
    starter: startPosition !== null,
    didNotPlay,
    reason: didNotPlay ? comment : "COACH'S DECISION",
    ejected: false,
    stats: didNotPlay || fraction === 0 ? [] : statsOf(partOfLine(line, fraction)),
  };
}

/** In the order of the keys. Minutes are rounded, and a second counts as one. */
function statsOf(line: PlayerLine): readonly string[] {
  const margin = line.plusMinus;
  return [
    String(Math.max(Math.round(line.seconds / 60), line.seconds > 0 ? 1 : 0)),
    String(pointsOf(line)),
    `${line.fgm}-${line.fga}`,
    `${line.tpm}-${line.tpa}`,
    `${line.ftm}-${line.fta}`,
    String(line.offReb + line.defReb),
    String(line.assists),
    String(line.turnovers),
    String(line.steals),
    String(line.blocks),
    String(line.offReb),
    String(line.defReb),
    String(line.pFouls),
    margin > 0 ? `+${margin}` : String(margin),
  ];
}

function teamBlock(team: TeamBox, other: TeamBox | undefined, fraction: number): object {
  const { id, name, code } = teamOf(team.teamId);
  const counts: Counts = totalCounts(team.lines.map((line) => partOfLine(line, fraction)));
  const figures: Record<string, string | number> = {
    'fieldGoalsMade-fieldGoalsAttempted': `${counts.fgm}-${counts.fga}`,
    'threePointFieldGoalsMade-threePointFieldGoalsAttempted': `${counts.tpm}-${counts.tpa}`,
    'freeThrowsMade-freeThrowsAttempted': `${counts.ftm}-${counts.fta}`,
    totalRebounds: counts.offReb + counts.defReb,
    offensiveRebounds: counts.offReb,
    defensiveRebounds: counts.defReb,
    assists: counts.assists,
    steals: counts.steals,
    blocks: counts.blocks,
    turnovers: counts.turnovers,
    totalTurnovers: counts.turnovers,
    // What the other side made of this side's turnovers.
    turnoverPoints: other?.extras.pointsOffTurnovers ?? 0,
    fastBreakPoints: team.extras.fastBreakPoints,
    pointsInPaint: team.extras.pointsInPaint,
    fouls: counts.pFouls,
    largestLead: team.extras.biggestLead,
  };
  return {
    team: { id, displayName: name, abbreviation: code },
    statistics: Object.entries(figures).map(([key, value]) => ({ name: key, displayValue: String(value) })),
  };
}
