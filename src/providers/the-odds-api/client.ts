import type { League } from '../../domain/league.ts';
import type { OddsSnapshot } from '../../domain/odds.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import type { RefusedRow } from '../../domain/refused-row.ts';
import type { Clock } from '../../platform/clock.ts';
import { creditsOf } from '../client/limits.ts';
import { hostOf, type ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../client/provider-call.ts';
import type { OddsPort, OddsRequest } from '../ports.ts';
import { eventMarketsOf } from './event-markets.ts';
import { parseEvents, parseHistory, parseOdds } from './parse.ts';
import type { OddsFormat } from './prices.ts';
import { isBuiltInKey, sportKeyOf } from './sport-keys.ts';

export type OddsClientParts = { pipeline: ProviderPipeline; api: ProviderApi; clock: Pick<Clock, 'nowMs'> };

/** A question to The Odds API with what it costs. */
type Question<T> = {
  endpoint: string;
  query: Readonly<Record<string, string>>;
  credits: number;
  parse: (response: unknown) => Parsed<T>;
};

/** Ten bookmakers that are named cost as much as a region, and so do the bookmakers of a region. */
const costOf = ({ markets, regions }: OddsRequest, isHistorical = false): number =>
  creditsOf({ markets: markets.length, regions: regions.length, isHistorical });

/**
 * Odds of The Odds API. A list costs markets times regions however many games are in it, history ten times that, and
 * lists of events nothing; what an answer really cost is for its headers to say.
 */
export function createOddsClient(parts: OddsClientParts): OddsPort {
  const { api, clock } = parts;
  const keyOf = (league: League): string => sportKey(api, league);
  return {
    async events(league, context) {
      const key = keyOf(league);
      const question = { endpoint: EVENTS, query: { sport: key }, credits: 0, parse: parseEvents };
      const answer = await unlessOutOfSeason(key, () => ask(parts, question, context));
      return answer?.events ?? [];
    },
    async odds(league, request, context) {
      const key = keyOf(league);
      const question = { ...oddsQuestion(ODDS, key, request), credits: costOf(request) };
      const answer = await unlessOutOfSeason(key, () => ask(parts, question, context));
      return { ...(answer ?? NOTHING), capturedAtMs: clock.nowMs() };
    },
    async eventOdds(league, providerEventId, request, context) {
      const asked = oddsQuestion(EVENT_ODDS, keyOf(league), withoutEvents(request));
      const question = {
        ...asked,
        query: { ...asked.query, eventId: providerEventId },
        credits: costOf(request),
        parse: (response: unknown) => ofEvent(providerEventId, asked.parse(response)),
      };
      const answer = await unlessGone(() => ask(parts, question, context));
      return { ...(answer ?? NOTHING), capturedAtMs: clock.nowMs() };
    },
    eventMarkets: eventMarketsOf,
    async oddsAt(league, atMs, request, context) {
      const asked = oddsQuestion(ODDS_OF_THE_PAST, keyOf(league), request);
      const { oddsFormat } = asked.query;
      const question = {
        ...asked,
        query: { ...asked.query, date: isoSecond(atMs) },
        credits: costOf(request, true),
        parse: (response: unknown) => parseHistory(response, oddsFormat),
      };
      const answer = await ask(parts, question, context);
      return answer.events.length === 0 && answer.refused.length === 0 ? undefined : answer;
    },
    creditsOf: (request, { isHistorical }) => costOf(request, isHistorical),
  };
}

const EVENTS = '/sports/{sport}/events';
const ODDS = '/sports/{sport}/odds';
const EVENT_ODDS = '/sports/{sport}/events/{eventId}/odds';
const ODDS_OF_THE_PAST = '/historical/sports/{sport}/odds';

const NOTHING: Omit<OddsSnapshot, 'capturedAtMs'> = { events: [], refused: [] };

function oddsQuestion(
  endpoint: string,
  sport: string,
  { markets, regions, providerEventIds }: OddsRequest,
): Omit<Question<Omit<OddsSnapshot, 'capturedAtMs'>>, 'credits'> & { query: { oddsFormat: OddsFormat } } {
  const oddsFormat = formatOf(regions);
  return {
    endpoint,
    query: {
      sport,
      regions: regions.join(','),
      markets: markets.join(','),
      oddsFormat,
      dateFormat: 'iso',
      ...(providerEventIds === undefined ? {} : { eventIds: providerEventIds.join(',') }),
    },
    parse: (response) => parseOdds(response, oddsFormat),
  };
}

/** An answer about another event than the one that was asked for is a mix-up of the provider's. */
function ofEvent<T extends Pick<OddsSnapshot, 'events'>>(id: string, parsed: Parsed<T>): Parsed<T> {
  const foreign = parsed.ok && parsed.value.events.find(({ providerEventId }) => providerEventId !== id);
  if (!foreign) return parsed;
  return { ok: false, kind: 'mismatch', problem: `the answer is about event ${foreign.providerEventId}` };
}

/** As the bookmakers of the regions write prices themselves: what is converted on the way is rounded. */
function formatOf(regions: readonly string[]): OddsFormat {
  return regions.every((region) => region.startsWith('us')) ? 'american' : 'decimal';
}

function withoutEvents({ markets, regions }: OddsRequest): OddsRequest {
  return { markets, regions };
}

async function ask<T>(
  { pipeline, api }: OddsClientParts,
  { endpoint, query, credits, parse }: Question<T>,
  context: CallContext,
): Promise<T> {
  const { value } = await pipeline.call({
    api,
    endpoint,
    query,
    credits,
    context,
    parse: ({ response }) => withRefused(parse(response)),
  });
  return value;
}

/** Rows that are left out stand in the log of the call. */
function withRefused<T>(parsed: Parsed<T>): Parsed<T> {
  if (!parsed.ok) return parsed;
  const { refused } = parsed.value as Partial<OddsSnapshot>;
  const rows = (refused ?? []).map(({ providerEventId, book, market, problem }): RefusedRow => {
    const where = [book, market].filter((word) => word !== '').join(' ');
    const words = where === '' ? problem : `${where}: ${problem}`;
    return {
      entityType: 'game',
      providerEntityId: providerEventId || null,
      providerTeamId: null,
      name: null,
      problem: words,
    };
  });
  return rows.length === 0 ? parsed : { ...parsed, refused: rows };
}

function sportKey(api: ProviderApi, league: League): string {
  const key = sportKeyOf(league);
  if (key !== undefined) return key;
  const problem = `The Odds API has no sport key for ${league.name}: give it one with leagues add or external ids`;
  throw new ProviderError(problem, { kind: 'bad_request', host: hostOf(api.baseUrl), endpoint: '/sports' });
}

/** A sport that we know and the provider does not is out of season: it has nothing on offer. */
function unlessOutOfSeason<T>(key: string, call: () => Promise<T>): Promise<T | undefined> {
  return isBuiltInKey(key) ? unlessGone(call) : call();
}

/** What is not found (HTTP 404), such as an event that is over, has nothing on offer. */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ProviderError && error.facts.httpStatus === 404) return undefined;
    throw error;
  }
}

/** Dates with parts of a second are refused. */
function isoSecond(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
