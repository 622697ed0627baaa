import { MAX_JSON_DEPTH } from '../../platform/json-depth.ts';
import { type PackedText, packText, unpackText } from './packed-text.ts';

/** Entries of a list are packed together from so many characters on. */
const CHUNK_CHARACTERS = 64 * 1024;

/** A piece of the text in its order: entries of a list, or what stands around lists. */
type Piece = { text: string; list?: undefined } | { packed: PackedText; list: number };

/** A text that was taken apart; its lists are packed, and everything else is as it was. */
export type SplitJson = {
  /** How many lists there are. */
  lists: number;
  /** The document with the number of the list, as its only entry, in the place of the entries of each. */
  skeleton: () => string;
  /** The entries of a list as texts that are lists themselves, one after the other. */
  chunksOf: (list: number) => Iterable<string>;
  /** The text as it came. */
  whole: () => string;
};

export type JsonSplitter = {
  /** Takes the next piece of the text; false as soon as it nests too deep. */
  take: (text: string) => boolean;
  end: () => SplitJson;
};

/**
 * Takes a JSON text apart as it comes in, without judging it: the lists that are the document or stand in its fields are
 * cut between their entries and packed, so that memory hardly grows with them. Strings and brackets are followed; whether
 * the pieces are JSON is for a parser to say.
 */
export function createJsonSplitter(chunkCharacters = CHUNK_CHARACTERS): JsonSplitter {
  const pieces: Piece[] = [];
  let current = '';
  let list: number | undefined;
  let lists = 0;
  let listDepth = 0;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isObject = false;

  const close = (): void => {
    if (list === undefined) pieces.push({ text: current });
    else pieces.push({ packed: packText(current), list });
    current = '';
  };
  /** Whether a bracket that opens at this depth opens one of the lists. */
  const opensList = (): boolean => list === undefined && (depth === 1 || (depth === 2 && isObject));

  return {
    take(text) {
      let start = 0;
      const cut = (end: number): void => {
        current += text.slice(start, end);
        start = end;
        close();
      };
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (code === BACKSLASH) isEscaped = true;
          else if (code === QUOTE) isInString = false;
        } else if (code === QUOTE) isInString = true;
        else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
          depth += 1;
          if (depth > MAX_JSON_DEPTH) return false;
          if (depth === 1) isObject = code === OPEN_BRACE;
          if (code === OPEN_BRACKET && opensList()) {
            cut(index + 1);
            list = lists;
            lists += 1;
            listDepth = depth;
          }
        } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
          if (list !== undefined && depth === listDepth) {
            cut(index);
            list = undefined;
          }
          depth -= 1;
        } else if (code === COMMA && depth === listDepth && list !== undefined) {
          if (current.length + index - start < chunkCharacters) continue;
          cut(index);
          pieces.push({ text: ',' });
          start = index + 1;
        }
      }
      current += text.slice(start);
      return true;
    },
    end() {
      close();
      return splitOf(pieces, lists);
    },
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function splitOf(pieces: readonly Piece[], lists: number): SplitJson {
  return {
    lists,
    skeleton() {
      let text = '';
      let last: number | undefined;
      for (const piece of pieces) {
        if (piece.list === undefined) text += piece.text === ',' && last !== undefined ? '' : piece.text;
        else if (piece.list !== last) text += String(piece.list);
        last = piece.list ?? (piece.text === ',' ? last : undefined);
      }
      return text;
    },
    *chunksOf(list) {
      for (const piece of pieces) if (piece.list === list) yield `[${unpackText(piece.packed)}]`;
    },
    whole: () =>
      pieces.map((piece) => (piece.list === undefined ? piece.text : unpackText(piece.packed))).join(''),
  };
}
