import {
  type BoxScore,
  type Counts,
  type PlayerLine,
  partOfLine,
  type TeamBox,
  type TeamExtras,
  totalCounts,
} from './box-score.ts';
import { teamRow } from './game-rows.ts';
import { pointsOf } from './scoring.ts';

type ShownBox = BoxScore & { fraction: number };

/** The rows of `/games/statistics`: the visitors' team line, then the home team's. */
export function teamStatisticsRows(box: ShownBox): readonly object[] {
  return [box.away, box.home].map((team) => {
    const lines = team.lines.map((line) => partOfLine(line, box.fraction));
    const total = totalCounts(lines);
    return {
      team: teamRow(team.teamId),
      statistics: [
        {
          ...partOfExtras(team.extras, box.fraction),
          ...figures(total),
          plusMinus: String(Math.trunc(team.margin * box.fraction)),
          min: clockText(Math.floor(team.seconds * box.fraction)),
        },
      ],
    };
  });
}

/** The rows of `/players/statistics` for one game, visitors first; `isWanted` picks the players. */
export function playerStatisticsRows(
  gameId: number,
  box: ShownBox,
  isWanted: (line: PlayerLine) => boolean = () => true,
): readonly object[] {
  return [box.away, box.home].flatMap((team) =>
    team.lines.filter(isWanted).map((line) => playerRow(gameId, team, line, box)),
  );
}

function playerRow(gameId: number, team: TeamBox, line: PlayerLine, box: ShownBox): object {
  const { player, startPosition, comment } = line;
  const head = {
    player: { id: player.id, firstname: player.firstName, lastname: player.lastName },
    team: teamRow(team.teamId),
    game: { id: gameId },
  };
  if (comment !== null) return { ...head, ...idleFigures(player.id + gameId), comment };
  const part = partOfLine(line, box.fraction);
  const { points, ...shots } = figures(part);
  return {
    ...head,
    points,
    pos: startPosition,
    min: box.isRoundedToMinutes ? String(Math.floor(part.seconds / 60)) : clockText(part.seconds),
    ...shots,
    plusMinus: String(part.plusMinus),
    comment,
  };
}

/** Who did not play comes in three forms, as seen: zeros with a blank time, zeros with 0:00, or all null. */
function idleFigures(variant: number): object {
  const { points, ...shots } = figures(totalCounts([]));
  const zeros = { points, pos: null, min: variant % 3 === 0 ? '' : '0:00', ...shots, plusMinus: '0' };
  if (variant % 3 !== 2) return zeros;
  return Object.fromEntries(Object.keys(zeros).map((name) => [name, null]));
}

/** Counts under the provider's names, with points, total rebounds and percentages. */
export function figures(counts: Counts) {
  return {
    points: pointsOf(counts),
    fgm: counts.fgm,
    fga: counts.fga,
    fgp: percentage(counts.fgm, counts.fga),
    ftm: counts.ftm,
    fta: counts.fta,
    ftp: percentage(counts.ftm, counts.fta),
    tpm: counts.tpm,
    tpa: counts.tpa,
    tpp: percentage(counts.tpm, counts.tpa),
    offReb: counts.offReb,
    defReb: counts.defReb,
    totReb: counts.offReb + counts.defReb,
    assists: counts.assists,
    pFouls: counts.pFouls,
    steals: counts.steals,
    turnovers: counts.turnovers,
    blocks: counts.blocks,
  };
}

/** A percentage as text with at most one decimal: `"47.1"`, `"100"`, `"0"`. */
function percentage(made: number, tried: number): string {
  return tried === 0 ? '0' : String(Math.round((1_000 * made) / tried) / 10);
}

function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function partOfExtras(extras: TeamExtras, fraction: number): TeamExtras {
  if (fraction >= 1) return extras;
  return {
    fastBreakPoints: Math.floor(extras.fastBreakPoints * fraction),
    pointsInPaint: Math.floor(extras.pointsInPaint * fraction),
    biggestLead: Math.floor(extras.biggestLead * fraction),
    secondChancePoints: Math.floor(extras.secondChancePoints * fraction),
    pointsOffTurnovers: Math.floor(extras.pointsOffTurnovers * fraction),
    longestRun: Math.floor(extras.longestRun * fraction),
  };
}
