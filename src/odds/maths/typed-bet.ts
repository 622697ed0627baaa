import { readPrice } from '../../domain/odds-price.ts';
import { shellWord } from '../../domain/shell-command.ts';
import type { FinalScore } from './settle.ts';

/** What was typed, read; or what is wrong with it, and what to type instead. */
type Typed<T> = { ok: true; value: T } | { ok: false; problem: string; remedy: string };

/** Hyphens, minus signs and dashes. */
const MINUS = /[−–]/g;

/** More points than any side of any sport has made. */
const SCORE = /^(\d{1,3})\s*[-:]\s*(\d{1,3})$/;

/** Reads a line: `-3.5`, `+7`, `221.5`. */
export function readLine(text: string): Typed<number> {
  const plain = text.trim().replace(MINUS, '-');
  if (/^[+-]?\d{1,4}(\.\d{1,4})?$/.test(plain)) return { ok: true, value: Number(plain) + 0 };
  return {
    ok: false,
    problem: `${shown(text)} is no line`,
    remedy: 'Write a number with a point, such as -3.5 or 221.5; of a game without a favourite it is 0.',
  };
}

/** Reads a final score, home first: `24-20`, `24:20`; `void` for a game that was not played. */
export function readScore(text: string): Typed<FinalScore> {
  const plain = text.trim().replace(MINUS, '-');
  if (/^void$/i.test(plain)) return { ok: true, value: null };
  const [, home, away] = SCORE.exec(plain) ?? [];
  if (home !== undefined && away !== undefined)
    return { ok: true, value: { home: Number(home), away: Number(away) } };
  return {
    ok: false,
    problem: `${shown(text)} is no final score`,
    remedy: 'Write two whole numbers, home first: 24-20; or void where the game was not played.',
  };
}

/** Reads a decimal price; one of another format is answered with what it is in decimal. */
export function readBetPrice(text: string): Typed<number> {
  const read = readPrice(text, 'decimal');
  if (read.ok) return { ok: true, value: read.price };
  const meant = (['american', 'fractional'] as const)
    .filter((format) => format === 'fractional' || !/^\s*\d/.test(text))
    .map((format) => readPrice(text, format))
    .find((one) => one.ok);
  const remedy =
    meant?.ok === true
      ? `In decimal it is ${meant.price}: --price ${shellWord(meant.price)}.`
      : 'Write a decimal price above 1.0, such as 1.91.';
  return { ok: false, problem: read.problem, remedy };
}

function shown(text: string): string {
  return text.trim() === '' ? 'an empty text' : text.slice(0, 40);
}
