import type { RefusedRow } from '../../domain/refused-row.ts';
import { parsedBy } from '../client/parsed-by.ts';
import { Roster, type Summary } from './schema.ts';

/** Both sides of a football match as far as they can be read, and those that cannot. */
export function rostersOf({ rosters }: Pick<Summary, 'rosters'>): {
  sides: readonly Roster[];
  refused: readonly RefusedRow[];
} {
  const sides: Roster[] = [];
  const refused: RefusedRow[] = [];
  for (const [index, raw] of (rosters ?? []).entries()) {
    const side = parsedBy(Roster, raw);
    if (side.ok) sides.push(side.value);
    else
      refused.push({
        entityType: 'player',
        providerEntityId: null,
        providerTeamId: null,
        name: null,
        problem: `the players of side ${index + 1} of ${rosters?.length ?? 0} cannot be read: ${side.problem}`,
      });
  }
  return { sides, refused };
}
