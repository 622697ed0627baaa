import type { Random } from '../../src/platform/random.ts';
import type { Disturbances, FaultKind, MalformedKind, SimulatedProviderDials } from './dials.ts';
import { GATEWAY_TROUBLE } from './envelope.ts';
import type { Body } from './protocol.ts';
import { pick, randomBetween } from './sampling.ts';

/** What goes wrong with one call. */
export type Mishap =
  | { kind: 'none' }
  | { kind: 'fault'; fault: FaultKind }
  | { kind: 'rate_limit' }
  | { kind: 'malformed'; malformed: MalformedKind }
  | { kind: 'empty' }
  | { kind: 'wrong_game' };

/** Draws what goes wrong, the most drastic first. Always the same number of draws, so that runs compare. */
export function drawMishap(
  random: Random,
  dials: Pick<SimulatedProviderDials, 'malformedKinds'>,
  rates: Disturbances,
): Mishap {
  const [fault, refusal, malformed, empty, wrong] = [random(), random(), random(), random(), random()];
  const choice = random();
  if (fault < rates.faultRate) return { kind: 'fault', fault: pick(() => choice, rates.faultKinds) };
  if (refusal < rates.rateLimitRate) return { kind: 'rate_limit' };
  if (malformed < rates.malformedRate) {
    return { kind: 'malformed', malformed: pick(() => choice, dials.malformedKinds) };
  }
  if (empty < rates.emptyRate) return { kind: 'empty' };
  if (wrong < rates.wrongGameRate) return { kind: 'wrong_game' };
  return { kind: 'none' };
}

export function drawLatencyMs(random: Random, latencyMs: Disturbances['latencyMs']): number {
  return typeof latencyMs === 'number' ? latencyMs : randomBetween(random, ...latencyMs);
}

/** A page such as a content delivery network puts up in front of a sick server. */
export const HTML_PAGE =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

/** A body that no client should believe, made from good rows. */
export function malformBody(
  rows: readonly unknown[],
  kind: MalformedKind,
  bodyOf: (rows: unknown) => Body,
): { text: string; contentType: string } {
  const json = 'application/json';
  switch (kind) {
    case 'truncated': {
      const { text, contentType } = wireOf(bodyOf(rows));
      return { text: text.slice(0, Math.floor(text.length * 0.6)), contentType };
    }
    case 'html':
      return { text: HTML_PAGE, contentType: 'text/html; charset=UTF-8' };
    case 'wrong_types':
      return wireOf(bodyOf(spoilRows(rows)));
    case 'no_envelope':
      return { text: JSON.stringify(GATEWAY_TROUBLE), contentType: json };
    case 'empty_body':
      return { text: '', contentType: json };
  }
}

/** A body as it is sent: a text is markup, or nothing at all. */
export function wireOf(body: Body): { text: string; contentType: string } {
  return typeof body === 'string'
    ? { text: body, contentType: 'application/xml' }
    : { text: JSON.stringify(body), contentType: 'application/json' };
}

/** Replaces rows by ones whose ids are gone and whose numbers are words; an empty list by an object. */
function spoilRows(rows: readonly unknown[]): unknown {
  return rows.length === 0 ? { 0: 'n/a' } : rows.map(spoilNumbers);
}

function spoilNumbers(value: unknown): unknown {
  if (typeof value === 'number') return 'n/a';
  if (Array.isArray(value)) return value.map(spoilNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'id' ? null : spoilNumbers(inner)]),
  );
}
