import type { BookQuotes, OddsSnapshot } from '../../domain/odds.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Envelope, ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../client/provider-call.ts';
import { createSharedSlates } from '../client/shared-slates.ts';
import type { OddsPort } from '../ports.ts';
import type { PortDeps } from '../registry.ts';
import { GOALSERVE } from './endpoints.ts';
import { readOdds } from './read-odds.ts';

export type OddsSourceOptions = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  clock: Pick<Clock, 'nowMs'>;
} & Pick<PortDeps, 'coalescer'>;

/** Of prices before a game one call in ten seconds is allowed: an answer serves everybody for so long (`limits.ts`). */
const ODDS_FRESH_MS = 10_000;

/** Prices of the NBA; regions are not told apart. One call in ten seconds, over all processes. */
export function createOddsSource(options: OddsSourceOptions): OddsPort {
  const { pipeline, api, clock, coalescer } = options;
  const times = { freshMs: ODDS_FRESH_MS, keptMs: ODDS_FRESH_MS };
  const slate = createSharedSlates<OddsSnapshot>({ pipeline, api, clock, coalescer, ...times });
  async function ask(context: CallContext): Promise<OddsSnapshot> {
    const parse = (envelope: Envelope): Parsed<readonly OddsSnapshot[]> => {
      const read = readOdds(envelope);
      return read.ok ? { ...read, value: [{ ...read.value, capturedAtMs: clock.nowMs() }] } : read;
    };
    const [offer] = await slate({ call: GOALSERVE.basketballOdds, context, parse });
    return offer ?? { capturedAtMs: clock.nowMs(), events: [], refused: [] };
  }
  return {
    async events(_league, context) {
      const { events } = await ask(context);
      return events.map(({ books: _books, ...event }) => event);
    },
    async odds(_league, { markets, providerEventIds }, context) {
      const { events, refused, capturedAtMs } = await ask(context);
      return {
        capturedAtMs,
        events: events
          .filter(({ providerEventId }) => providerEventIds?.includes(providerEventId) ?? true)
          .map((event) => ({ ...event, books: event.books.flatMap((book) => onlyMarkets(book, markets)) })),
        refused: refused.filter(({ market }) => market === '' || markets.includes(market)),
      };
    },
  };
}

/** A book as far as it has these markets; nothing where it has none of them. */
function onlyMarkets(book: BookQuotes, markets: readonly string[]): readonly BookQuotes[] {
  const quotes = book.quotes.filter(({ market }) => markets.includes(market));
  return quotes.length === 0 ? [] : [{ ...book, quotes }];
}
