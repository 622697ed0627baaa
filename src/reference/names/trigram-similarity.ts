/**
 * How alike two texts are, from 0 to 1, by the measure of PostgreSQL's pg_trgm: the three-letter pieces that
 * they share, divided by all that they have. Each word counts with two blanks before it and one after it.
 */
export function trigramSimilarity(one: string, other: string): number {
  return similarityOf(trigrams(one), trigrams(other));
}

/** The same for texts whose pieces are known already. */
export function similarityOf(first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  if (first.size === 0 || second.size === 0) return 0;
  let shared = 0;
  for (const piece of first) if (second.has(piece)) shared += 1;
  return shared / (first.size + second.size - shared);
}

/** The three-letter pieces of a text. */
export function trigrams(text: string): Set<string> {
  const pieces = new Set<string>();
  for (const word of text.toLowerCase().split(/[^\p{Letter}\p{Number}]+/u)) {
    if (word === '') continue;
    const padded = `  ${word} `;
    for (let index = 0; index + 3 <= padded.length; index += 1) pieces.add(padded.slice(index, index + 3));
  }
  return pieces;
}
