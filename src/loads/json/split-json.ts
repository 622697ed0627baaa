import { MAX_JSON_DEPTH, endOfString } from '../../platform/json-depth.ts';
import { type PackedText, packText, unpackText } from './packed-text.ts';

/** Entries of a list are packed together from so many characters on. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Where JSON lines are packed, the number of the list that they are. */
const LINES = -1;

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
  /** The documents of a text that is one after the other, each on lines of its own, in the same way; undefined for any other. */
  lines: (() => Iterable<string>) | undefined;
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
 * cut between their entries and packed, and so are JSON lines between two of them, so that memory hardly grows with
 * them. Strings and brackets are followed; whether the pieces are JSON is for a parser to say.
 */
export function createJsonSplitter(chunkCharacters = CHUNK_CHARACTERS): JsonSplitter {
  const cutter = new Cutter(chunkCharacters);
  let isInString = false;
  let isEscaped = false;
  return {
    take(text) {
      if (text === '') return true;
      cutter.begin(text);
      let index = isEscaped ? 1 : 0;
      isEscaped = false;
      while (index < text.length) {
        if (isInString) {
          index = endOfString(text, index);
          isInString = index >= text.length;
          isEscaped = index > text.length;
        } else {
          const code = text.charCodeAt(index);
          if (code === QUOTE) isInString = true;
          else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
            if (!cutter.open(index, code === OPEN_BRACE)) return false;
          } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) cutter.close(index);
          else if (code === COMMA) cutter.separate(index);
        }
        index += 1;
      }
      cutter.finish();
      return true;
    },
    end: () => cutter.end(),
  };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Cuts a text at the brackets and commas that it is told of. */
class Cutter {
  readonly #chunkCharacters: number;
  #pieces: Piece[] = [];
  /** The text that comes in, where what is left of it begins, and what was left of those before it. */
  #text = '';
  #start = 0;
  #current = '';
  #depth = 0;
  #lists = 0;
  /** The list that is open, and how deep its entries are. */
  #list: number | undefined;
  #listDepth = 0;
  #isObject = false;
  #isOver = false;

  constructor(chunkCharacters: number) {
    this.#chunkCharacters = chunkCharacters;
  }

  begin(text: string): void {
    this.#text = text;
    this.#start = 0;
  }

  /** False where the text nests too deep. */
  open(index: number, isBrace: boolean): boolean {
    if (this.#depth === 0 && this.#isOver && isBrace) this.#followLines();
    this.#depth += 1;
    if (this.#depth === 1) this.#isObject = isBrace;
    const mayBeList = this.#depth === 1 || (this.#depth === 2 && this.#isObject);
    if (this.#list === undefined && !isBrace && mayBeList) {
      this.#cut(index + 1);
      this.#list = this.#lists;
      this.#lists += 1;
      this.#listDepth = this.#depth;
    }
    return this.#depth <= MAX_JSON_DEPTH;
  }

  close(index: number): void {
    if (this.#list !== undefined && this.#list !== LINES && this.#depth === this.#listDepth) {
      this.#cut(index);
      this.#list = undefined;
    }
    this.#depth -= 1;
    this.#isOver ||= this.#depth === 0;
    if (this.#list === LINES && this.#depth === 0 && this.#isLong(index + 1)) this.#cut(index + 1);
  }

  separate(index: number): void {
    if (this.#list === undefined || this.#list === LINES) return;
    if (this.#depth !== this.#listDepth || !this.#isLong(index)) return;
    this.#cut(index);
    this.#pieces.push({ text: ',' });
    this.#start = index + 1;
  }

  finish(): void {
    this.#current += this.#text.slice(this.#start);
    this.begin('');
  }

  end(): SplitJson {
    this.#cut(0);
    return splitOf(this.#pieces, this.#lists);
  }

  /** A second document begins: what was taken for lists of the only one are parts of the first line. */
  #followLines(): void {
    if (this.#list === LINES || !this.#isObject) return;
    this.#current = splitOf(this.#pieces, this.#lists).whole() + this.#current;
    this.#pieces = [];
    this.#lists = 0;
    this.#list = LINES;
  }

  #isLong(end: number): boolean {
    return this.#current.length + end - this.#start >= this.#chunkCharacters;
  }

  #cut(end: number): void {
    const text = this.#current + this.#text.slice(this.#start, end);
    this.#current = '';
    this.#start = end;
    this.#pieces.push(this.#list === undefined ? { text } : { packed: packText(text), list: this.#list });
  }
}

function splitOf(pieces: readonly Piece[], lists: number): SplitJson {
  const textsOf = function* (list: number): Generator<string> {
    for (const piece of pieces) if (piece.list === list) yield unpackText(piece.packed);
  };
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
      for (const text of textsOf(list)) yield `[${text}]`;
    },
    lines: pieces.some(({ list }) => list === LINES)
      ? function* () {
          let isFirst = true;
          for (const text of textsOf(LINES)) {
            yield listOfLines(text, isFirst);
            isFirst = false;
          }
        }
      : undefined,
    whole: () =>
      pieces.map((piece) => (piece.list === undefined ? piece.text : unpackText(piece.packed))).join(''),
  };
}

/** JSON lines as a list; what goes on in the line of those before it becomes none. */
function listOfLines(text: string, isFirst: boolean): string {
  const [before = '', ...others] = text.split(/\r?\n/);
  const lines = [before, ...others].filter((line) => line.trim() !== '');
  const goesOn = !isFirst && before.trim() !== '';
  return goesOn ? text : `[${lines.join(',')}]`;
}
