import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { apiUsage, providerPayloads } from '../../db/schema/providers.ts';

/** A body that a run read. */
export type RunBody = {
  /** SHA-256 of it. */
  body_hash: string;
  host: string;
  endpoint: string;
  query: unknown;
  fetched_at: Date;
  /** Its number among the bodies that are kept; null where it is not kept, or not any more. */
  payload_id: number | null;
  /** The call was another run's, which asked first. */
  is_shared: boolean;
};

/** More than any run reads. */
const MAX_BODIES = 500;

/** The bodies of a run's own calls, oldest first, and those that it was answered with from what is kept. */
export async function readBodies(
  executor: Executor,
  { runId, bodyHashes }: { runId: string; bodyHashes: readonly string[] },
): Promise<readonly RunBody[]> {
  const called = await executor
    .select({
      body_hash: apiUsage.bodyHash,
      host: apiUsage.host,
      endpoint: apiUsage.endpoint,
      query: apiUsage.query,
      fetched_at: apiUsage.startedAt,
      payload_id: providerPayloads.id,
    })
    .from(apiUsage)
    .leftJoin(
      providerPayloads,
      and(
        eq(providerPayloads.host, apiUsage.host),
        eq(providerPayloads.endpoint, apiUsage.endpoint),
        eq(providerPayloads.bodyHash, apiUsage.bodyHash),
      ),
    )
    .where(and(eq(apiUsage.runId, runId), isNotNull(apiUsage.bodyHash)))
    .orderBy(asc(apiUsage.id))
    .limit(MAX_BODIES);
  const bodies = called.flatMap(({ body_hash: hash, ...body }) =>
    hash ? [{ ...body, body_hash: hash, is_shared: false }] : [],
  );
  const known = new Set(bodies.map((body) => body.body_hash));
  const others = bodyHashes.filter((hash) => !known.has(hash)).slice(0, MAX_BODIES);
  return others.length === 0 ? bodies : [...bodies, ...(await readKept(executor, others))];
}

async function readKept(executor: Executor, hashes: readonly string[]): Promise<RunBody[]> {
  const kept = await executor
    .select({
      body_hash: providerPayloads.bodyHash,
      host: providerPayloads.host,
      endpoint: providerPayloads.endpoint,
      query: providerPayloads.query,
      fetched_at: providerPayloads.fetchedAt,
      payload_id: providerPayloads.id,
    })
    .from(providerPayloads)
    .where(inArray(providerPayloads.bodyHash, [...hashes]))
    .orderBy(asc(providerPayloads.id));
  return kept.map((body) => ({ ...body, is_shared: false }));
}
