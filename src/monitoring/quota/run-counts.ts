import type { Sport } from '../../domain/sport.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';

/** What one run has cost so far, and what was told of it when its entry was written. */
type RunCount = {
  calls: number;
  told: number;
  isEnded: boolean;
  isDoubtful: boolean;
  /** Null before the first body, and once the run has ended: then its entry has it. */
  read: { host: string; bodyHashes: Set<string> } | null;
};

/** Who was asked, and in which version of its API. */
type SourceVersion = { source: string; apiVersion: string | null };

/** What is known of those whom runs read. */
export type RunSources = {
  at: (host: string) => SourceVersion | undefined;
  named: (source: string, sport: Sport) => SourceVersion;
  parserVersion: () => string;
};

/** Runs that are remembered; the oldest are forgotten first, long after the last of their calls ended. */
const MOST_REMEMBERED = 5_000;

/** Counts the calls of each run, and notices those that its entry in `sync_log` does not have. */
export type RunCounts = RunCalls & {
  add: (runId: string, calls: number) => void;
  /** A call that its records may have counted was never sent. */
  neverSent: (runId: string) => void;
  /** A host gave the run a body that could be read. */
  addBody: (runId: string, body: { host: string; hash: string }) => void;
  /** Runs whose entry has to be counted anew since this was last asked. */
  takeLate: () => readonly string[];
  /** They could not be counted anew: their turn comes again. */
  putBack: (runIds: readonly string[]) => void;
};

/** The runs that are remembered, and those whose entries are behind. */
type Counting = { runs: Map<string, RunCount>; late: Set<string>; sources: RunSources | undefined };

export function createRunCounts(sources?: RunSources): RunCounts {
  const counting: Counting = { runs: new Map(), late: new Set(), sources };
  return {
    add(runId, calls) {
      const count = countOf(counting, runId);
      count.calls += calls;
      if (count.isEnded && calls > 0) counting.late.add(runId);
    },
    neverSent(runId) {
      const count = countOf(counting, runId);
      count.isDoubtful = true;
      if (count.isEnded) counting.late.add(runId);
    },
    addBody(runId, { host, hash }) {
      const count = countOf(counting, runId);
      if (count.isEnded) return;
      count.read ??= { host, bodyHashes: new Set() };
      count.read.bodyHashes.add(hash);
    },
    readingOf: (runId, said) => readingOf(counting, runId, said),
    callsOf(runId) {
      const count = countOf(counting, runId);
      count.told = count.calls;
      return count.calls;
    },
    ended(runId) {
      const count = countOf(counting, runId);
      count.isEnded = true;
      count.read = null;
      if (count.told !== count.calls || count.isDoubtful) counting.late.add(runId);
    },
    takeLate() {
      const taken = [...counting.late];
      counting.late.clear();
      return taken;
    },
    putBack(runIds) {
      for (const runId of runIds) counting.late.add(runId);
    },
  };
}

function countOf({ runs }: Counting, runId: string): RunCount {
  const known = runs.get(runId);
  if (known) return known;
  const count: RunCount = {
    calls: 0,
    told: 0,
    isEnded: false,
    isDoubtful: false,
    read: null,
  };
  runs.set(runId, count);
  const oldest = runs.keys().next();
  if (runs.size > MOST_REMEMBERED && !oldest.done) runs.delete(oldest.value);
  return count;
}

function readingOf(
  counting: Counting,
  ...[runId, said]: Parameters<RunCalls['readingOf']>
): ReturnType<RunCalls['readingOf']> {
  const { sources } = counting;
  const { read } = countOf(counting, runId);
  const seen = read === null ? undefined : sources?.at(read.host);
  const told = said && sources?.named(said.source, said.sport);
  return {
    source: told?.source ?? seen?.source ?? null,
    apiVersion: told?.apiVersion ?? seen?.apiVersion ?? null,
    parserVersion: sources?.parserVersion() ?? null,
    bodyHashes: [...(read?.bodyHashes ?? [])],
  };
}
