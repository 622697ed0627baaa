/** What a seeding job's id says. */
export type SeedJobRef = { gameId: number; pass: string; revision: number };

/**
 * The deterministic id of the job that delivers a task's current revision: `game-<id>-<pass>-r<revision>`.
 * Publishing it twice is harmless. BullMQ forbids `:` and all-digit ids, which this form cannot produce.
 */
export function seedJobId({ gameId, pass, revision }: SeedJobRef): string {
  return `game-${gameId}-${pass}-r${revision}`;
}

/** Reads a seeding job's id; undefined for any other job, also one that somebody made with numbers beyond any of ours. */
export function parseSeedJobId(jobId: string): SeedJobRef | undefined {
  const match = /^game-(\d{1,15})-([a-z][a-z0-9-]*)-r(\d{1,15})$/.exec(jobId);
  if (!match) return undefined;
  return { gameId: Number(match[1]), pass: String(match[2]), revision: Number(match[3]) };
}
