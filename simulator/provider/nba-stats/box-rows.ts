import type { AnswerContext } from '../simulated-api.ts';
import { type PlayerLine, type TeamBox, partOfLine, totalCounts } from '../nba/box-score.ts';
import type { NbaLeague } from '../nba/league.ts';
import type { NbaGame } from '../nba/nba-games.ts';
import { figures } from '../nba/statistics-rows.ts';
import { boardRow } from './board-rows.ts';
import { nbaComGameId, nbaComPlayerId, nbaComTeamId } from './nba-com-ids.ts';
import { officialsOf } from './officials.ts';

type Shown = NonNullable<ReturnType<NbaLeague['boxScoreOf']>>;

/** The box score of cdn.nba.com; before the tip-off there is one once the teams have said who begins. */
export function liveBox(league: NbaLeague, seed: number, game: NbaGame, context: AnswerContext): object[] {
  const box = league.boxScoreOf(game, context) ?? league.sheetsOf(game, context);
  if (!box) return [];
  const row = boardRow(league, game, context) as { homeTeam: object; awayTeam: object };
  const side = (team: TeamBox, other: TeamBox) => ({
    players: team.lines.map((line, index) => livePerson(line, index, box.fraction)),
    statistics: liveTeam(team, other, box.fraction),
  });
  return [
    {
      ...row,
      duration: 125,
      attendance: 0,
      officials: officialsOf(seed, game.id),
      homeTeam: { ...row.homeTeam, ...side(box.home, box.away) },
      awayTeam: { ...row.awayTeam, ...side(box.away, box.home) },
    },
  ];
}

/** The traditional box score of stats.nba.com in its third version; none before the tip-off. */
export function traditionalBox(league: NbaLeague, game: NbaGame, context: AnswerContext): object[] {
  const box = league.boxScoreOf(game, context);
  if (!box) return [];
  return [
    withSides(
      game,
      (team) => ({
        players: team.lines
          .filter(({ comment }) => !comment?.startsWith('DND'))
          .map((line) => ({
            ...nameOf(line),
            position: line.startPosition?.slice(-1) ?? '',
            comment: line.comment ?? '',
            jerseyNum: '',
            statistics: {
              minutes: line.seconds === 0 ? '' : clock(Math.floor(line.seconds * box.fraction)),
              ...counts(partOfLine(line, box.fraction)),
            },
          })),
        statistics: {
          minutes: clock(Math.floor(team.seconds * box.fraction)),
          ...totals(team, box.fraction),
          plusMinusPoints: Math.trunc(team.margin * box.fraction),
        },
      }),
      box,
    ),
  ];
}

function withSides(game: NbaGame, side: (team: TeamBox) => object, box: Shown): object {
  return {
    gameId: nbaComGameId(game),
    awayTeamId: nbaComTeamId(game.awayTeamId),
    homeTeamId: nbaComTeamId(game.homeTeamId),
    homeTeam: { teamId: nbaComTeamId(game.homeTeamId), ...side(box.home) },
    awayTeam: { teamId: nbaComTeamId(game.awayTeamId), ...side(box.away) },
  };
}

function livePerson(line: PlayerLine, index: number, fraction: number): object {
  const part = partOfLine(line, fraction);
  const isInactive = line.comment?.startsWith('DND') === true;
  return {
    status: isInactive ? 'INACTIVE' : 'ACTIVE',
    ...(isInactive ? { notPlayingReason: 'INACTIVE_INJURY', notPlayingDescription: line.comment } : {}),
    order: index + 1,
    ...nameOf(line),
    jerseyNum: String(line.player.jersey),
    ...(line.startPosition === null ? {} : { position: line.startPosition }),
    starter: line.startPosition === null ? '0' : '1',
    oncourt: '0',
    played: part.seconds > 0 ? '1' : '0',
    statistics: { minutes: duration(part.seconds), ...counts(part) },
  };
}

function nameOf({ player }: PlayerLine) {
  return {
    personId: nbaComPlayerId(player.id),
    firstName: player.firstName,
    familyName: player.lastName,
    name: `${player.firstName} ${player.lastName}`,
  };
}

function liveTeam(team: TeamBox, other: TeamBox, fraction: number): object {
  const own = totals(team, fraction);
  const part = (figure: number): number => Math.floor(figure * fraction);
  const { extras } = team;
  // Rebounds that nobody has are in the total, as in the real answers.
  const ofTeam = 7;
  return {
    ...own,
    minutes: duration(part(team.seconds)),
    reboundsPersonal: own.reboundsTotal,
    reboundsTeam: ofTeam,
    reboundsTotal: own.reboundsTotal + ofTeam,
    pointsAgainst: totals(other, fraction).points,
    pointsFastBreak: part(extras.fastBreakPoints),
    pointsInThePaint: part(extras.pointsInPaint),
    pointsSecondChance: part(extras.secondChancePoints),
    pointsFromTurnovers: part(extras.pointsOffTurnovers),
    biggestLead: part(extras.biggestLead),
    biggestScoringRun: part(extras.longestRun),
  };
}

function totals(team: TeamBox, fraction: number) {
  const { plusMinusPoints: _none, ...sum } = counts({
    ...totalCounts(team.lines.map((line) => partOfLine(line, fraction))),
    plusMinus: 0,
  });
  return sum;
}

function counts(line: Parameters<typeof figures>[0] & { plusMinus: number }) {
  const row = figures(line);
  return {
    points: row.points,
    fieldGoalsMade: row.fgm,
    fieldGoalsAttempted: row.fga,
    threePointersMade: row.tpm,
    threePointersAttempted: row.tpa,
    freeThrowsMade: row.ftm,
    freeThrowsAttempted: row.fta,
    reboundsOffensive: row.offReb,
    reboundsDefensive: row.defReb,
    reboundsTotal: row.totReb,
    assists: row.assists,
    steals: row.steals,
    blocks: row.blocks,
    turnovers: row.turnovers,
    foulsPersonal: row.pFouls,
    plusMinusPoints: line.plusMinus,
  };
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `PT${String(minutes).padStart(2, '0')}M${String(rest).padStart(2, '0')}.00S`;
}
