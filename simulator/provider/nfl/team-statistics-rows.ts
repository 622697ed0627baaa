import type { BoxScore, TeamExtras } from './box-score.ts';
import { type Counts, partOfCounts, totalCounts } from './counts.ts';
import { oneDecimal, teamRow } from './game-rows.ts';

type ShownBox = BoxScore & { fraction: number };

/** The rows of `/games/statistics/teams`, home first. */
export function teamStatisticsRows(
  box: ShownBox,
  isWanted: (teamId: number) => boolean = () => true,
): readonly object[] {
  const shown = [box.home, box.away].map((team) => ({
    team,
    total: totalCounts(team.lines.map(({ counts }) => partOfCounts(counts, box.fraction))),
    extras: partOfExtras(team.extras, box.fraction),
  }));
  return shown
    .filter(({ team }) => isWanted(team.teamId))
    .map(({ team, total, extras }) => ({
      team: teamRow(team.teamId),
      statistics: teamStatistics(total, extras),
    }));
}

function teamStatistics(total: Counts, extras: TeamExtras): object {
  const passing = total.passingYards - total.sackYards;
  const plays = total.attempts + total.rushes + total.sacked;
  return {
    first_downs: {
      total: extras.passingFirstDowns + extras.rushingFirstDowns + extras.penaltyFirstDowns,
      passing: extras.passingFirstDowns,
      rushing: extras.rushingFirstDowns,
      from_penalties: extras.penaltyFirstDowns,
      third_down_efficiency: extras.thirdDowns.join('-'),
      fourth_down_efficiency: extras.fourthDowns.join('-'),
    },
    plays: { total: plays },
    yards: {
      total: passing + total.rushingYards,
      yards_per_play: plays === 0 ? null : oneDecimal((passing + total.rushingYards) / plays),
      total_drives: String(extras.drives),
    },
    passing: {
      total: passing,
      comp_att: `${total.completions}-${total.attempts}`,
      yards_per_pass: total.attempts === 0 ? null : oneDecimal(passing / (total.attempts + total.sacked)),
      interceptions_thrown: total.intercepted,
      sacks_yards_lost: `${total.sacked}-${total.sackYards}`,
    },
    rushings: {
      total: total.rushingYards,
      attempts: total.rushes,
      yards_per_rush: total.rushes === 0 ? null : oneDecimal(total.rushingYards / total.rushes),
    },
    red_zone: { made_att: extras.redZone.join('-') },
    penalties: { total: `${extras.penalties}-${extras.penaltyYards}` },
    turnovers: {
      total: total.fumblesLost + total.intercepted,
      lost_fumbles: total.fumblesLost,
      interceptions: total.intercepted,
    },
    posession: { total: clockText(extras.possessionSeconds) },
    interceptions: { total: total.interceptions },
    fumbles_recovered: { total: total.fumblesRecovered },
    sacks: { total: total.halfSacks / 2 },
    safeties: { total: extras.safeties },
    int_touchdowns: { total: total.interceptionTouchdowns },
    points_against: { total: extras.pointsAgainst },
  };
}

function clockText(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function partOfExtras(extras: TeamExtras, fraction: number): TeamExtras {
  if (fraction >= 1) return extras;
  const part = (whole: number): number => Math.floor(whole * fraction);
  const pair = ([made, tried]: readonly [number, number]) => [part(made), part(tried)] as const;
  return {
    passingFirstDowns: part(extras.passingFirstDowns),
    rushingFirstDowns: part(extras.rushingFirstDowns),
    penaltyFirstDowns: part(extras.penaltyFirstDowns),
    thirdDowns: pair(extras.thirdDowns),
    fourthDowns: pair(extras.fourthDowns),
    redZone: pair(extras.redZone),
    drives: part(extras.drives),
    penalties: part(extras.penalties),
    penaltyYards: part(extras.penaltyYards),
    possessionSeconds: part(extras.possessionSeconds),
    safeties: part(extras.safeties),
    pointsAgainst: part(extras.pointsAgainst),
  };
}
