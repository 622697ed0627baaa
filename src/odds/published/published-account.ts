/** What became of a file's rows and of the lines in them; field names as they are published. */
export type PublishedCounts = {
  /** Rows of the file. */
  rows: number;
  /** Lines in rows that are of a game of ours; each is one of the next four, repeated, or in quarantine. */
  lines: number;
  written: number;
  corrected: number;
  same: number;
  /** Lines of games that another copy has, which say otherwise or are not there; no newer copy says so, and they wait. */
  left: number;
  /** Lines of earlier files that a row of their game in this newer one does not have any more: taken back. */
  removed: number;
  /** Lines that stand in the file twice. */
  repeated: number;
  /** Of the lines: doubted, kept with the reason, and in no close. */
  doubted: number;
  /** Rows and cells that are set aside. */
  quarantined: number;
};

export const NO_LINES: PublishedCounts = {
  rows: 0,
  lines: 0,
  written: 0,
  corrected: 0,
  same: 0,
  left: 0,
  removed: 0,
  repeated: 0,
  doubted: 0,
  quarantined: 0,
};

const NAMES = Object.keys(NO_LINES) as (keyof PublishedCounts)[];

export function addPublished(a: PublishedCounts, b: Partial<PublishedCounts>): PublishedCounts {
  return mapped((name) => a[name] + (b[name] ?? 0));
}

/** The counts that are kept of a load, of whichever version. */
export function publishedCountsOf(kept: Readonly<Record<string, number>>): PublishedCounts {
  return mapped((name) => kept[name] ?? 0);
}

function mapped(valueOf: (name: keyof PublishedCounts) => number): PublishedCounts {
  return Object.fromEntries(NAMES.map((name) => [name, valueOf(name)])) as PublishedCounts;
}
