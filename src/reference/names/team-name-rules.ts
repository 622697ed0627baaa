import { plainForm } from './name-forms.ts';

/** What the columns of teams hold. */
const LONGEST_NAME = 100;
const LONGEST_SHORT = 10;

/** What a terminal acts on or a reader cannot see. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

type Checked<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/** A name for a team, its blanks tidied; refused without a letter, too long, or with what cannot be shown. */
export function checkTeamName(name: string): Checked<string> {
  const tidy = name.trim().replaceAll(/[ \t\u00A0]+/g, ' ');
  if (!/\p{Letter}/u.test(tidy) || plainForm(tidy) === '') {
    return { ok: false, problem: 'The name of a team has at least one letter.' };
  }
  if (tidy.length > LONGEST_NAME) {
    return { ok: false, problem: `The name of a team has at most ${LONGEST_NAME} characters.` };
  }
  if (UNSHOWABLE.test(tidy) || !tidy.isWellFormed()) {
    return {
      ok: false,
      problem: 'The name of a team has no line breaks, control characters or invisible ones.',
    };
  }
  return { ok: true, value: tidy };
}

/** A code for a team; undefined stays so. */
export function checkTeamShort(short: string | undefined): Checked<string | undefined> {
  if (short === undefined) return { ok: true, value: undefined };
  const tidy = short.trim();
  if (/^[\p{Letter}\p{Number}]{2,10}$/u.test(tidy) && tidy.length <= LONGEST_SHORT) {
    return { ok: true, value: tidy };
  }
  return { ok: false, problem: `The code of a team has two to ${LONGEST_SHORT} letters or digits.` };
}

/** True for two names that differ in case, accents and punctuation at most. */
export function isSameName(one: string, other: string): boolean {
  return plainForm(one) === plainForm(other);
}
