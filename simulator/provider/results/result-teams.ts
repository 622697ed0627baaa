import type { ResultSport } from '../../../src/domain/sport.ts';
import { referenceTeams } from '../../../src/reference/built-in/reference-teams.ts';

/** A team of a league of which providers have results and no more. The ids are our own. */
export type ResultTeam = { id: number; name: string; code: string; spellings: readonly string[] };

/** The teams of a league today. */
export function resultTeams(sport: ResultSport): readonly ResultTeam[] {
  return referenceTeams(sport)
    .filter(({ lastSeason }) => lastSeason === undefined)
    .map(({ name, abbreviation: code, nickname, aliases }, index) => ({
      id: index + 1,
      name,
      code,
      spellings: [name, code, ...(nickname === null ? [] : [nickname]), ...aliases].map(plain),
    }));
}

/** A team by its name, code, nickname or another name, in any case; undefined where it has none such. */
export function findResultTeam(sport: ResultSport, spelling: string): ResultTeam | undefined {
  return resultTeams(sport).find(({ spellings }) => spellings.includes(plain(spelling)));
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
