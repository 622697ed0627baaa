import { Agent, request } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ProviderGame } from '../../../src/domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../../src/domain/nba-lines.ts';
import { NBA_ENDPOINTS } from '../../../src/providers/api-sports/nba/endpoints.ts';
import { parseGames, parsePlayerLines, parseTeamLines } from '../../../src/providers/api-sports/nba/parse.ts';
import type { Envelope } from '../../../src/providers/client/provider-api.ts';
import type { Parsed } from '../../../src/providers/client/provider-call.ts';
import type { AnsweredCall } from './call-records.ts';

/** An answer and the call that brought it. */
export type Answer<T> = { value: T; call: AnsweredCall };

/** The calls that a game needs, as somebody would write them who wants nothing but the answer. */
export type ProviderCalls = {
  /** Games of a day in UTC; asked for once a process and day. `isNew` for whoever caused the call. */
  gamesOn: (dateUtc: string) => Promise<Answer<readonly ProviderGame[]> & { isNew: boolean }>;
  playerLines: (providerGameId: string) => Promise<Answer<readonly NbaPlayerLine[]>>;
  teamLines: (providerGameId: string) => Promise<Answer<readonly NbaTeamLine[]>>;
};

/** Plain HTTP with kept connections: no quota, no breaker. */
export function createProviderCalls(baseUrl: string): ProviderCalls {
  const agent = new Agent({ keepAlive: true });
  const slates = new Map<string, Promise<Answer<readonly ProviderGame[]>>>();

  async function ask<T>(
    { endpoint, query }: { endpoint: string; query: Readonly<Record<string, string>> },
    parse: (envelope: Envelope) => Parsed<T>,
  ): Promise<Answer<T>> {
    const startedMs = Date.now();
    const body = await get(agent, `${baseUrl}${endpoint}?${new URLSearchParams(query).toString()}`);
    const parsed = parse(JSON.parse(body.toString()) as Envelope);
    if (!parsed.ok) throw new Error(`${endpoint}: ${parsed.problem}`);
    const call = { endpoint, query, startedMs, durationMs: Date.now() - startedMs, body };
    return { value: parsed.value, call };
  }

  return {
    async gamesOn(dateUtc) {
      const known = slates.get(dateUtc);
      const asked = known ?? ask(NBA_ENDPOINTS.gamesOn(dateUtc), parseGames);
      slates.set(dateUtc, asked);
      return { ...(await asked), isNew: known === undefined };
    },
    async playerLines(providerGameId) {
      const { value, call } = await ask(NBA_ENDPOINTS.playerLines(providerGameId), (envelope) =>
        parsePlayerLines(envelope, { providerGameId }),
      );
      return { value: value.rows, call };
    },
    async teamLines(providerGameId) {
      const { value, call } = await ask(NBA_ENDPOINTS.teamLines(providerGameId), (envelope) =>
        parseTeamLines(envelope, { providerGameId }),
      );
      return { value: value.rows, call };
    },
  };
}

const unpack = promisify(gunzip);

async function get(agent: Agent, url: string): Promise<Buffer> {
  const { status, body, isPacked } = await new Promise<{ status: number; body: Buffer; isPacked: boolean }>(
    (resolve, reject) => {
      const headers = { 'x-apisports-key': 'simulated', 'accept-encoding': 'gzip' };
      request(url, { agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks),
            isPacked: response.headers['content-encoding'] === 'gzip',
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  return isPacked ? await unpack(body) : body;
}
