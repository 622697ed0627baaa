import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Database } from '../db/database.ts';
import { providerPayloadGames, providerPayloads } from '../db/schema/providers.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { BodyReader } from '../providers/registry.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { ProviderAnswer, ProviderCall, ProviderPipeline } from '../providers/client/provider-call.ts';

/** Nothing was stored that answers the question. */
export class NoStoredBodyError extends Error {
  override readonly name = 'NoStoredBodyError';

  constructor(endpoint: string, query: Readonly<Record<string, string>>) {
    super(`no body is stored for ${endpoint}?${new URLSearchParams(query).toString()}`);
  }
}

type StoredBody = { id: number; body: Buffer; body_hash: string; is_refused: boolean };

type Question = {
  host: string;
  endpoint: string;
  query: Readonly<Record<string, string>>;
  ids: readonly string[] | undefined;
};

const payload = alias(providerPayloads, 'payload');

const decompress = promisify(gunzip);

/**
 * A pipeline that makes no calls: it answers with the newest stored body, read by the present parsers. A batch is
 * answered with the newest body that has the game in it, whatever it was asked together with. A body that was refused
 * when it came is read too, for the parsers may have been mended since. Rejects with
 * NoStoredBodyError, and with ProviderError where the parsers refuse the body.
 */
export function createStoredPipeline({
  db,
  onlyGamesOf,
  clock,
  random,
  onRead = () => undefined,
}: {
  db: Database;
  /** Leaves the wanted games of a host's batch. */
  onlyGamesOf: (host: string) => BodyReader['onlyGames'];
  clock: Pick<Clock, 'nowMs'>;
  random: Random;
  /** Told of each body that a run was answered with (default: nobody is). */
  onRead?: (runId: string, body: { host: string; hash: string }) => void;
}): ProviderPipeline {
  async function call<T>(request: ProviderCall<T>): Promise<ProviderAnswer<T>> {
    const { api, endpoint, query } = request;
    const question = { host: hostOf(api.baseUrl), endpoint, query, ids: query['ids']?.split('-') };
    const newest = await findBody(db, question, { isAnyWanted: true });
    if (!newest) throw new NoStoredBodyError(endpoint, query);
    try {
      return await read(request, question, newest);
    } catch (error) {
      // Refused when it came, and still: then the newest that could be read once is what is known.
      const older =
        newest.is_refused && error instanceof ProviderError
          ? await findBody(db, question, { isAnyWanted: false })
          : undefined;
      if (!older) throw error;
      return read(request, question, older);
    }
  }

  async function read<T>(
    { api, parse, context }: ProviderCall<T>,
    { host, endpoint, ids }: Question,
    stored: StoredBody,
  ): Promise<ProviderAnswer<T>> {
    const body = (await decompress(stored.body)).toString('utf8');
    const response = { status: 200, headers: {}, body, bytes: stored.body.length };
    const reading = api.readEnvelope(response, { nowMs: clock.nowMs(), random });
    const envelope =
      reading.ok && ids
        ? { ...reading.envelope, response: onlyGamesOf(host)(reading.envelope.response, ids) }
        : undefined;
    const parsed = reading.ok ? parse(envelope ?? reading.envelope) : reading;
    if (parsed.ok) {
      if (context.runId !== undefined) onRead(context.runId, { host, hash: stored.body_hash });
      return { value: parsed.value, body, requestId: `stored-${stored.id}` };
    }
    throw new ProviderError(`stored body ${stored.id} of ${host}${endpoint}: ${parsed.problem}`, {
      kind: parsed.kind,
      host,
      endpoint,
    });
  }

  return { call };
}

/** The newest body that answers the question, or the newest that could be read when it came. */
function findBody(
  db: Database,
  { host, endpoint, query, ids }: Question,
  { isAnyWanted }: { isAnyWanted: boolean },
): Promise<StoredBody | undefined> {
  const select = (where: SQL, newest: SQL) =>
    firstRow(
      db,
      selecting(
        { id: payload.id, body: payload.body, body_hash: payload.bodyHash, is_refused: payload.isRefused },
        (list) => sql`select ${list} from ${providerPayloads} as ${payload} ${where}
          order by ${newest} desc, ${payload.id} desc limit 1`,
      ),
    );
  const isOfCall = sql`${payload.host} = ${host} and ${payload.endpoint} = ${endpoint}
                       and ${isAnyWanted ? sql`true` : sql`not ${payload.isRefused}`}`;
  if (ids?.length !== 1) {
    return select(
      sql`where ${isOfCall} and ${payload.query} = ${JSON.stringify(query)}::jsonb`,
      sql`${payload.lastFetchedAt}`,
    );
  }
  return select(
    sql`join ${providerPayloadGames} on ${providerPayloadGames.payloadId} = ${payload.id}
        where ${isOfCall} and ${payload.query} ? 'ids' and ${providerPayloadGames.host} = ${host}
          and ${providerPayloadGames.providerGameId} = ${ids[0]}`,
    sql`${providerPayloadGames.fetchedAt}`,
  );
}
