/**
 * A row of a provider's list that is left out, because it cannot be read or contradicts itself, or that should be there
 * and is not. The rows beside it are good.
 */
export type RefusedRow = {
  entityType: 'player' | 'team' | 'game';
  /** The provider's id of whom the row is about; null where the row has none that can be read. */
  providerEntityId: string | null;
  /** The side that a player is listed for; null where it is not told, or no side of the game. */
  providerTeamId: string | null;
  /** As the provider spells it. */
  name: string | null;
  /** The field, the value and what is wrong with it: `min: "35:60" is not a playing time`. */
  problem: string;
};

/** Rows of one list: those that are good, and those that are not. */
export type RowList<Row> = { rows: readonly Row[]; refused: readonly RefusedRow[] };

/** `Jayson Tatum (player 882): min: "35:60" is not a playing time`; where nobody is named, the problem alone. */
export function describeRefusedRow({ entityType, providerEntityId, name, problem }: RefusedRow): string {
  if (providerEntityId === null && name === null) return problem;
  const id = providerEntityId === null ? `${entityType} without an id` : `${entityType} ${providerEntityId}`;
  return `${name === null ? id : `${name} (${id})`}: ${problem}`;
}
