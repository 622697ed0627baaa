import { stripVTControlCharacters } from 'node:util';

/**
 * Text from files, providers and errors made safe for one line of a terminal: escape sequences are removed and
 * line breaks and other control characters become blanks.
 */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

/** Columns that a text takes on a terminal, colours not counted. */
export function textWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** A whole number with thousands separated: `1,319`. */
export function countWords(count: number): string {
  return count.toLocaleString('en');
}

/** `1 game`, `2 games`, `1,319 games`. */
export function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${countWords(count)} ${count === 1 ? singular : several}`;
}
