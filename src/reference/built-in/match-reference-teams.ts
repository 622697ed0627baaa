import type { TeamReference } from './team-reference.ts';

/** A team of a league that the reference data does not know by its name, with the names that people taught. */
export type StrangeTeam = { id: number; name: string; aliases: readonly string[] };

/**
 * Which of the reference data's teams the strangers of one league are: by the full name, with or without letters
 * such as `FC`, or by another name. A stranger whose names fit several teams, or a team that fits several
 * strangers, is left alone.
 */
export function matchReferenceTeams(
  strangers: readonly StrangeTeam[],
  references: readonly TeamReference[],
): { id: number; referenceName: string }[] {
  const pairs = strangers.flatMap(({ id, name, aliases }) => {
    const same = references.find((team) => team.name === name);
    if (same) return { id, referenceName: same.name };
    const known = new Set([...formsOf(name), ...aliases.map(compact)]);
    const [only, ...others] = references.filter((team) =>
      [...formsOf(team.name), ...team.aliases.map(compact)].some((form) => known.has(form)),
    );
    return only && others.length === 0 ? { id, referenceName: only.name } : [];
  });
  return pairs.filter(
    ({ referenceName }) => pairs.filter((pair) => pair.referenceName === referenceName).length === 1,
  );
}

/** True for a name, however written, by which the reference data knows the team. */
export function isNameOf(name: string, team: TeamReference): boolean {
  return [...formsOf(team.name), ...team.aliases.map(compact)].includes(compact(name));
}

/** A name without case, accents and punctuation, as it is and without its capital letters and numbers. */
function formsOf(name: string): string[] {
  const core = name
    .split(' ')
    .filter((word) => !/^(?:[A-Z]{1,4}|[\d.]+)$/.test(word))
    .join(' ');
  return [name, core].map(compact).filter((form) => form !== '');
}

function compact(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}
