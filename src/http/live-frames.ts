/** Markup by the id of the element that shows it. */
export type LiveSections = Readonly<Record<string, string>>;

/** What the live view has to say, round by round, as bytes that all viewers of a kind share. */
export type LiveFrames = {
  /** Takes in what one round has read. */
  take: (sections: LiveSections) => void;
  /** The round that was taken in last; 0 before the first. */
  round: () => number;
  /** What changed after a round (0: everything) as an event; undefined when nothing did. */
  since: (round: number, kind: ViewerKind) => Buffer | undefined;
};

/** Operators get forms, readers none; what is one viewer's own is put in by the page. */
export type ViewerKind = 'operator' | 'reader';

/** One event of a stream. */
export function eventFrame(event: string, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Keeps the sections of the last round, each with the round in which it changed, and encodes each answer once. */
export function createLiveFrames(fit: (markup: string, kind: ViewerKind) => string): LiveFrames {
  const kept = new Map<string, { markup: string; round: number }>();
  const encoded = new Map<string, Buffer | undefined>();
  let round = 0;

  function encode(after: number, kind: ViewerKind): Buffer | undefined {
    const changed = [...kept].filter(([, section]) => section.round > after);
    if (changed.length === 0) return undefined;
    return eventFrame(
      'sections',
      Object.fromEntries(changed.map(([id, { markup }]) => [id, fit(markup, kind)])),
    );
  }

  return {
    take(sections) {
      round += 1;
      encoded.clear();
      for (const [id, markup] of Object.entries(sections)) {
        if (kept.get(id)?.markup !== markup) kept.set(id, { markup, round });
      }
    },
    round: () => round,
    since(after, kind) {
      const key = `${kind} ${after}`;
      if (!encoded.has(key)) encoded.set(key, encode(after, kind));
      return encoded.get(key);
    },
  };
}
