/**
 * How deep JSON from outside may nest. What schedules and requests mean nests fewer than ten times; a text of
 * brackets alone keeps a parser, and whoever walks through what it makes, busy for seconds.
 */
export const MAX_JSON_DEPTH = 64;

/** Watches the depth of a JSON text that comes in pieces. */
export type JsonDepthWatch = {
  /** Takes the next piece in; false as soon as the text nests too deep. */
  isWithin: (piece: string) => boolean;
};

/** Counts brackets outside of strings; whether the text is JSON is for the parser to say. */
export function watchJsonDepth(maxDepth = MAX_JSON_DEPTH): JsonDepthWatch {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  return {
    isWithin(piece) {
      // Names of this call alone: what a closure shares is read and written in memory for every character.
      let [deep, inString, escaped] = [depth, isInString, false];
      for (let index = isEscaped ? 1 : 0; index < piece.length; index += 1) {
        if (inString) {
          index = endOfString(piece, index);
          inString = index >= piece.length;
          escaped = index > piece.length;
          continue;
        }
        const code = piece.charCodeAt(index);
        if (code === QUOTE) inString = true;
        else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
          deep += 1;
          if (deep > maxDepth) return false;
        } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) deep -= 1;
      }
      if (piece !== '') [depth, isInString, isEscaped] = [deep, inString, escaped];
      return true;
    },
  };
}

/** Where the quote is that ends a string: behind the text where it has none, one further where a backslash ends it. */
export function endOfString(text: string, from: number): number {
  let index = from;
  for (; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) break;
    if (code === BACKSLASH) index += 1;
  }
  return index;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** True when a whole JSON text nests no deeper than `maxDepth`. */
export function isShallowJson(text: string, maxDepth = MAX_JSON_DEPTH): boolean {
  return watchJsonDepth(maxDepth).isWithin(text);
}
