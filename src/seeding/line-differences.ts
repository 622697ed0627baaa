import type { ComparedLine } from '../domain/source-difference.ts';
import type { LineChange } from '../sports/line-changes.ts';

/** A figure of a line that another source tells differently. */
export type LineDifference = {
  entityType: ComparedLine;
  entityId: number;
  field: string;
  ours: string;
  theirs: string;
};

/**
 * What the lines of another source would change in those that are written, figure by figure. What one of both has no
 * figure of is no difference, nor is a whole line that one of them lacks: sources list who did not play in ways of their
 * own.
 */
export function lineDifferencesOf(changes: readonly LineChange[]): readonly LineDifference[] {
  return changes.flatMap((change) => {
    const {
      action,
      entity_type: entityType,
      column_name: field,
      player_id: playerId,
      team_id: teamId,
    } = change;
    if (action !== 'changed' || entityType === 'game' || field === null) return [];
    const entityId = entityType === 'player' ? playerId : teamId;
    const [ours, theirs] = [change.old_value, change.new_value].map(textOf);
    if (entityId === null || ours === null || theirs === null || ours === undefined || theirs === undefined)
      return [];
    return [{ entityType, entityId, field, ours, theirs }];
  });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
