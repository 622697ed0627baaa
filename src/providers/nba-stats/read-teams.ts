import type { NbaTeamLine } from '../../domain/nba-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { RowReading, readRow } from '../reading/read-rows.ts';
import { sectionsOf } from './box-sections.ts';
import { type ExpectedBox, problemOfBox } from './expected-box.ts';
import { TeamStatistics, countsOf } from './statistics.ts';

/** Both teams' lines, or that of the one that is wanted; none while the host has no statistics. */
export function readTeamLines({ response }: Envelope, expected: ExpectedBox): Parsed<RowList<NbaTeamLine>> {
  const box = sectionsOf(response);
  if (!box.ok) return box;
  if (!box.value) return { ok: true, value: { rows: [], refused: [] } };
  const problem = problemOfBox(box.value, expected);
  if (problem) return { ok: false, kind: 'mismatch', problem };
  const reading = new RowReading<NbaTeamLine>();
  for (const { providerTeamId, statistics } of box.value.isBegun ? box.value.sides : []) {
    if (statistics === null) continue;
    if (expected.onlyTeamId !== undefined && providerTeamId !== expected.onlyTeamId) continue;
    const row = readRow(TeamStatistics, statistics);
    const owner = {
      entityType: 'team',
      providerEntityId: providerTeamId,
      providerTeamId,
      name: null,
    } as const;
    if (row.ok) reading.keep(lineOf(providerTeamId, row.value));
    else reading.refuse('malformed', owner, row.problem);
  }
  return reading.result({ isOfSome: expected.onlyTeamId !== undefined });
}

function lineOf(providerTeamId: string, line: TeamStatistics): NbaTeamLine {
  const margin =
    line.points === null || line.pointsAgainst === null ? null : line.points - line.pointsAgainst;
  return {
    ...countsOf(line),
    // Those of the team itself belong to nobody, and no sum of players has them.
    totalRebounds: line.reboundsPersonal ?? line.reboundsTotal,
    plusMinus: line.plusMinusPoints ?? margin,
    providerTeamId,
    secondsPlayed: line.minutes,
    fastBreakPoints: line.pointsFastBreak,
    pointsInPaint: line.pointsInThePaint,
    secondChancePoints: line.pointsSecondChance,
    pointsOffTurnovers: line.pointsFromTurnovers,
    biggestLead: line.biggestLead,
    longestRun: line.biggestScoringRun,
  };
}
