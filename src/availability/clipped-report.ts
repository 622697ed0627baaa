import type { InjuryReport } from '../domain/injury.ts';

/** Characters that the columns of injuries take. */
const LONGEST = { name: 200, status: 60, bodyPart: 100, detail: 500 } as const;

/** A report as its row holds it, so that the next answer with the same words says the same. */
export function clippedReport(report: InjuryReport): InjuryReport {
  const { playerName, teamName, status, bodyPart, detail } = report;
  return {
    ...report,
    playerName: cut(playerName, LONGEST.name),
    teamName: cut(teamName, LONGEST.name),
    status: cut(status, LONGEST.status),
    bodyPart: bodyPart === null ? null : cut(bodyPart, LONGEST.bodyPart),
    detail: detail === null ? null : cut(detail, LONGEST.detail),
  };
}

/** The first characters, as PostgreSQL counts them: none is cut in half. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : Array.from(text).slice(0, length).join('');
}
