/** What findings of a severity have in common unless they say otherwise. */
export const CRITICAL = { severity: 'critical', isUrgent: true, lastsMs: 0, count: 1, since: null } as const;
export const WARNING = { severity: 'warning', isUrgent: false, lastsMs: 0, count: 1, since: null } as const;

/** A count with its noun. */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The text as a sentence: with a capital, and one full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, '.');
}
