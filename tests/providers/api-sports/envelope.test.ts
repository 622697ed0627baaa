import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../src/providers/api-sports/envelope.ts';

const NOON = Date.parse('2026-01-15T12:00:10Z');

function read(body: unknown, status = 200, nowMs = NOON) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readEnvelope({ status, headers: {}, body: text, bytes: text.length }, { nowMs, random: () => 0 });
}

function refusedWith(errors: unknown, status = 200, nowMs = NOON) {
  return read({ get: 'games', parameters: [], errors, results: 0, response: [] }, status, nowMs);
}

describe('the API-Sports envelope', () => {
  it.each([[[]], [{}], [null], ['']])('is good when errors is %j', (errors) => {
    const reading = read({ get: 'games/', parameters: [], errors, results: 1, response: [1] });
    expect(reading).toEqual({ ok: true, envelope: { response: [1], parameters: {} } });
  });

  it('repeats the parameters as texts', () => {
    const reading = read({ parameters: { id: '10', season: 2025 }, errors: [], response: [] });
    expect(reading).toMatchObject({ ok: true, envelope: { parameters: { id: '10', season: '2025' } } });
  });

  it.each([
    ['token', { token: 'Error/Missing application key.' }, 'credential'],
    ['access', { access: 'Your account is suspended.' }, 'credential'],
    ['requests', { requests: 'You have reached the request limit for the day' }, 'quota_day'],
    [
      'rateLimit',
      { rateLimit: 'Too many requests. Your rate limit is 10 requests per minute.' },
      'rate_limit',
    ],
    ['plan', { plan: 'Free plans do not have access to this season, try from 2022 to 2024.' }, 'plan'],
    ['required', { required: 'At least one parameter is required.' }, 'bad_request'],
    ['a field', { date: 'The Date field must contain a valid date' }, 'bad_request'],
    ['their own bug', { time: '2026-01-15', bug: 'This is on our side', report: 'https://…' }, 'unavailable'],
    ['a list of objects', [{ token: 'Error/Missing application key.' }], 'credential'],
    ['a list of texts', ['You have reached the request limit for the day'], 'quota_day'],
    ['a text', 'Too many requests. Your rate limit is 10 requests per minute.', 'rate_limit'],
    ['an unknown text', 'The League field is wrong', 'bad_request'],
    ['several at once', { date: 'wrong', requests: 'limit for the day' }, 'quota_day'],
  ] as const)('with HTTP 200 tells %s', (_name, errors, kind) => {
    expect(refusedWith(errors)).toMatchObject({ ok: false, kind });
  });

  it('waits for the next day when the day is spent', () => {
    const reading = refusedWith({ requests: 'You have reached the request limit for the day' });
    expect(reading).toMatchObject({ retryAtMs: Date.parse('2026-01-16T00:00:05Z') });
  });

  it('waits a minute only when told so right after midnight, when it may mean yesterday', () => {
    const justAfterMidnight = Date.parse('2026-01-15T00:00:20Z');
    const reading = refusedWith({ requests: 'limit' }, 200, justAfterMidnight);
    expect(reading).toMatchObject({ kind: 'quota_day', retryAtMs: justAfterMidnight + 60_000 });
  });

  it.each([200, 429])('waits for the next minute after a refusal with HTTP %i', (status) => {
    const reading = refusedWith({ rateLimit: 'Too many requests.' }, status);
    expect(reading).toMatchObject({ kind: 'rate_limit', retryAtMs: Date.parse('2026-01-15T12:01:01Z') });
  });

  it.each([
    [429, '', 'rate_limit'],
    [401, '{"message":"Invalid key"}', 'credential'],
    [403, '{"message":"You are not subscribed to this API."}', 'credential'],
    [403, '<html>Attention Required!</html>', 'unavailable'],
    [404, '{"message":"Not found"}', 'bad_request'],
    [499, '{"message":"Something went wrong while fetching details"}', 'unavailable'],
    [500, '{"message":"Something went wrong while fetching details"}', 'unavailable'],
    [502, '<html><h1>502 Bad Gateway</h1></html>', 'unavailable'],
    [503, '', 'unavailable'],
    [302, '', 'unavailable'],
    [204, '', 'unavailable'],
    [200, '', 'unavailable'],
    [200, '{"message":"Something went wrong while fetching details"}', 'unavailable'],
    [200, '<!DOCTYPE html><html></html>', 'malformed'],
    [200, '{"get":"games","errors":[],"response":[{"id":1', 'malformed'],
    [200, '[]', 'malformed'],
    [200, 'null', 'malformed'],
    [200, '{"errors":[]}', 'malformed'],
    [200, '{"response":[]}', 'malformed'],
  ] as const)('without a usable envelope: HTTP %i %s is %s', (status, body, kind) => {
    expect(read(body, status)).toMatchObject({ ok: false, kind });
  });

  it('does not trust a good envelope under a bad status', () => {
    expect(refusedWith([], 500)).toMatchObject({ ok: false, kind: 'unavailable' });
  });

  it('keeps what the provider says to one short line', () => {
    const reading = refusedWith({ date: `wrong\n\t${'x'.repeat(1_000)}` });
    expect(reading).toMatchObject({ problem: expect.stringMatching(/^wrong x{290,}$/) });
  });
});
