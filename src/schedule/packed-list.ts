import { type PackedText, packText, unpackText } from '../loads/json/packed-text.ts';

/** So many items are held as they are; with more of them they are packed. */
const HELD_ITEMS = 2_500;

/** Items of one pack: enough that what they have in common is worth packing. */
const PACK_ITEMS = 32;

/**
 * A list that only grows, in memory that hardly grows with it: each round over a long one makes its items anew. Items are
 * plain data, as JSON can say it.
 */
export type PackedList<Item> = Iterable<Item> & {
  readonly length: number;
  push: (item: Item) => void;
};

export function createPackedList<Item>(heldItems = HELD_ITEMS): PackedList<Item> {
  const packs: PackedText[] = [];
  let loose: Item[] = [];
  let length = 0;
  const pack = (): void => {
    for (let start = 0; start < loose.length; start += PACK_ITEMS)
      packs.push(packText(JSON.stringify(loose.slice(start, start + PACK_ITEMS))));
    loose = [];
  };
  return {
    get length() {
      return length;
    },
    push(item) {
      loose.push(item);
      length += 1;
      if (length > heldItems && loose.length >= PACK_ITEMS) pack();
    },
    *[Symbol.iterator]() {
      for (const one of packs) yield* JSON.parse(unpackText(one)) as Item[];
      yield* loose;
    },
  };
}
