import type { LineChange } from './line-changes.ts';

/** Figures named one by one; a summary that goes on for longer is not read. */
const NAMED_FIGURES = 4;

export type ChangeFacts = Pick<
  LineChange,
  'action' | 'entity_type' | 'player_id' | 'team_id' | 'name' | 'column_name' | 'old_value' | 'new_value'
>;

/** How many lines the changes touch; the score is none. */
export function countChangedLines(changes: readonly ChangeFacts[]): number {
  const lines = changes
    .filter(({ entity_type: type }) => type !== 'game')
    .map(({ entity_type: type, player_id: playerId, team_id: teamId }) => `${type} ${playerId ?? teamId}`);
  return new Set(lines).size;
}

/**
 * What changed, in one sentence without its full stop: `3 lines changed: LeBron James points 27 → 28, …`.
 * Undefined when nothing did.
 */
export function describeChanges(changes: readonly ChangeFacts[]): string | undefined {
  if (changes.length === 0) return undefined;
  const lines = countChangedLines(changes);
  const isScoreChanged = changes.some((change) => change.entity_type === 'game');
  const what = [
    lines > 0 ? `${lines} ${lines === 1 ? 'line' : 'lines'}` : '',
    isScoreChanged ? 'the score' : '',
  ].filter((part) => part !== '');
  const named = changes.slice(0, NAMED_FIGURES).map(changeWords);
  const rest = changes.length - named.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return `${what.join(' and ')} changed: ${named.join(', ')}${more}`;
}

/** One change: `LeBron James points 27 → 28`, `line of LeBron James added`, `home score 101 → 102`. */
export function changeWords(change: ChangeFacts): string {
  if (change.action !== 'changed') return `line of ${change.name ?? 'somebody'} ${change.action}`;
  const column = (change.column_name ?? '').replaceAll('_', ' ');
  const figure = `${column} ${valueWords(change.old_value)} → ${valueWords(change.new_value)}`;
  return change.name === null ? figure : `${change.name} ${figure}`;
}

/** A value as people read it; `none` where there was none. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.map(String).join('-');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
