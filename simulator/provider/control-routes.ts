import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SimulatedProviderDials } from './dials.ts';
import type { GameListing, GameRequest } from './simulated-api.ts';
import type { SimulatedProviderStats } from './usage-stats.ts';

/** Where the routes live that steer the simulator and are no part of the API. */
export const CONTROL_PREFIX = '/__simulator/';

const MAX_BODY_BYTES = 10_000_000;

const gamesSchema = z.array(
  z.strictObject({
    home: z.string(),
    away: z.string(),
    startMs: z.number().int(),
    id: z.number().int().positive().exactOptional(),
    isKnockout: z.boolean().exactOptional(),
  }),
);

export type Controls = {
  stats: () => SimulatedProviderStats;
  dials: () => SimulatedProviderDials;
  setDials: (patch: unknown) => SimulatedProviderDials;
  reset: () => void;
  games: () => readonly GameListing[];
  addGames: (games: readonly GameRequest[]) => readonly number[];
};

/**
 * Answers the control routes: GET stats, dials, games; POST dials (a patch), games (a list of
 * `{ home, away, startMs, id?, isKnockout? }`), reset (counts and limits back to nothing).
 */
export function createControlRoutes(controls: Controls) {
  async function act(route: string, request: IncomingMessage): Promise<unknown> {
    switch (route) {
      case 'GET stats':
        return controls.stats();
      case 'GET dials':
        return controls.dials();
      case 'GET games':
        return controls.games();
      case 'POST dials':
        return controls.setDials(await readJson(request));
      case 'POST games': {
        const parsed = gamesSchema.safeParse(await readJson(request));
        if (!parsed.success)
          throw new RangeError(`these games cannot be added:\n${z.prettifyError(parsed.error)}`);
        return { ids: controls.addGames(parsed.data) };
      }
      case 'POST reset':
        controls.reset();
        return { reset: true };
      default:
        return undefined;
    }
  }

  return async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const route = `${request.method} ${url.pathname.slice(CONTROL_PREFIX.length)}`;
    try {
      const result = await act(route, request);
      if (result === undefined) sendJson(response, 404, { error: `there is no control route ${route}` });
      else sendJson(response, 200, result);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      sendJson(response, 400, { error: error.message });
    }
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError(`the body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
