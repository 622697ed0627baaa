import { textWidth } from './plain-text.ts';
import type { View } from './view.ts';

/** A titled part of a longer answer. */
export function section(view: View, title: string, body: string): string {
  return `${view.colors.bold(title)}\n${body}`;
}

/** Parts with a blank line between them; empty ones are left out. */
export function joinSections(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Names and values below each other, the values aligned. */
export function facts(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...entries.map(([name]) => textWidth(name)));
  return entries.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}
