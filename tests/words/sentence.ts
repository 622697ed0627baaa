/** A sentence that people read: what it is about, the function that words it, and what it says, to the letter. */
export type Sentence = readonly [about: string, render: () => unknown, says: string];
