import { setImmediate } from 'node:timers/promises';

/** Beginnings up to this length are parsed again and again within a few milliseconds. */
const SHORT = 64 * 1024;

/** `Unexpected token ']', ..."24,"a":1},]}" is not valid JSON`: the wrong character with what stands around it. */
const QUOTED_PLACE = /^Unexpected token '[^]+?', \.\.\."([^]+)"(?:\.\.\.)? is not valid JSON$/;

/** So many characters the engine quotes before the wrong one. */
const QUOTED_BEFORE = 10;

/** Strings that are stepped over before others have their turn. */
const STRINGS_AT_ONCE = 50_000;

/**
 * Where a text that the engine refused is wrong, as an index into it; its length where it breaks off. Most messages
 * of the engine say so. For a character that begins no value it quotes only what stands around, which is looked up
 * in the text without parsing that again: once more takes a second for a file of 100 MB, and halving 27 times.
 */
export async function findJsonFault(error: unknown, whole: string): Promise<number> {
  const message = error instanceof Error ? error.message : '';
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (/end of JSON/i.test(message)) return whole.length;
  const head = whole.slice(0, SHORT);
  if (head.length === whole.length || !isUnfinished(head)) return shortestWrongStart(head) - 1;
  const quoted = QUOTED_PLACE.exec(message)?.[1];
  const found = quoted === undefined ? undefined : await findQuoted(whole, quoted);
  return found ?? shortestWrongStart(whole) - 1;
}

/** The first place that reads like the quotation, is in no string, and where the quoted character is wrong. */
async function findQuoted(whole: string, quoted: string): Promise<number | undefined> {
  let outside = 0;
  let steps = 0;
  for (let at = whole.indexOf(quoted); at >= 0; at = whole.indexOf(quoted, at + 1)) {
    const place = at + QUOTED_BEFORE;
    let opening = whole.indexOf('"', outside);
    while (opening >= 0 && opening < place) {
      outside = endOfString(whole, opening);
      opening = whole.indexOf('"', outside);
      steps += 1;
      if (steps % STRINGS_AT_ONCE === 0) await setImmediate();
    }
    if (outside <= place && isWrongAt(whole, place)) return place;
  }
  return undefined;
}

/** The index behind the string that begins at `opening`. */
function endOfString(whole: string, opening: number): number {
  for (let quote = whole.indexOf('"', opening + 1); quote >= 0; quote = whole.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (whole[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
  return whole.length;
}

/**
 * Whether a character that begins no value stands where one must begin, or breaks a word such as `true` off. After
 * the end of a value, or closing an empty list, the same character is right.
 */
function isWrongAt(whole: string, place: number): boolean {
  let before = place - 1;
  while (before >= 0 && ' \t\r\n'.includes(whole.charAt(before))) before -= 1;
  const last = whole.charAt(before);
  if (last === '[') return whole[place] !== ']';
  return last === ',' || last === ':' || (before === place - 1 && /[a-z]/.test(last));
}

/**
 * The shortest beginning of the text that is wrong in itself, searched by halving; every shorter one is only
 * unfinished. One character more than the text has means that all of it is unfinished.
 */
function shortestWrongStart(whole: string): number {
  let unfinished = 0;
  let wrong = whole.length + 1;
  while (wrong - unfinished > 1) {
    const middle = Math.floor((unfinished + wrong) / 2);
    if (isUnfinished(whole.slice(0, middle))) unfinished = middle;
    else wrong = middle;
  }
  return wrong;
}

function isUnfinished(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) return false;
    const told = /at position (\d+)/.exec(error.message)?.[1];
    if (told !== undefined) return Number(told) >= start.length;
    return /end of JSON|unterminated/i.test(error.message);
  }
}
