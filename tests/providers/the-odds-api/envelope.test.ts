import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../src/providers/the-odds-api/envelope.ts';
import { quotaHeaders } from '../../../src/providers/the-odds-api/odds-api.ts';

const NOW = Date.parse('2026-02-10T12:00:00Z');

function read(body: unknown, status = 200) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readEnvelope({ status, body: text }, { nowMs: NOW, random: () => 0 }, 500);
}

describe('an answer of The Odds API', () => {
  it('is bare JSON', () => {
    expect(read([{ id: 'a' }])).toEqual({ ok: true, envelope: { response: [{ id: 'a' }], parameters: {} } });
    expect(read([])).toMatchObject({ ok: true });
    expect(read({ timestamp: 'x', data: [] })).toMatchObject({ ok: true });
  });

  it.each([
    ['MISSING_KEY', 401, 'credential'],
    ['INVALID_KEY', 401, 'credential'],
    ['DEACTIVATED_KEY', 401, 'credential'],
    ['OUT_OF_USAGE_CREDITS', 401, 'quota_day'],
    ['HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN', 401, 'plan'],
    ['EXCEEDED_FREQ_LIMIT', 429, 'rate_limit'],
    ['INVALID_MARKET', 422, 'bad_request'],
    ['INVALID_SCORES_DAYS_FROM', 422, 'bad_request'],
    ['UNKNOWN_SPORT', 404, 'bad_request'],
    ['A_NEW_WORD', 503, 'unavailable'],
    // The word decides, whatever the status.
    ['OUT_OF_USAGE_CREDITS', 429, 'quota_day'],
    ['INVALID_KEY', 200, 'credential'],
  ])('is told by its word %s (HTTP %i): %s', (code, status, kind) => {
    const reading = read({ message: 'said so', error_code: code }, status);
    expect(reading).toMatchObject({ ok: false, kind });
    expect(reading.ok ? '' : reading.problem).toContain(code);
  });

  it.each([
    [{ message: 'Usage quota has been reached.' }, 401, 'quota_day'],
    [{ message: 'Historical odds: no' }, 401, 'plan'],
    [{ message: 'API key is not valid' }, 401, 'credential'],
    ['', 403, 'credential'],
    ['', 429, 'rate_limit'],
    ['<html>', 502, 'unavailable'],
    ['', 499, 'unavailable'],
    ['', 302, 'unavailable'],
    ['', 204, 'unavailable'],
    ['', 200, 'malformed'],
    ['<html>', 200, 'malformed'],
    ['[{"id":', 200, 'malformed'],
    [`${'['.repeat(300)}${']'.repeat(300)}`, 200, 'malformed'],
  ])('without a word is told by %j and HTTP %i: %s', (body, status, kind) => {
    expect(read(body, status)).toMatchObject({ ok: false, kind });
  });

  it('closes the month, and nothing else, where the credits are used up', () => {
    expect(read({ error_code: 'OUT_OF_USAGE_CREDITS' }, 401)).toMatchObject({
      retryAtMs: Date.parse('2026-03-01T00:00:00Z'),
      quota: { periods: [{ counts: 'credits', calendar: 'month', used: 500 }], spentCredits: 0 },
    });
  });
});

describe('the headers of credits', () => {
  it('say what the month and the call used up', () => {
    expect(
      quotaHeaders({ 'x-requests-used': '12', 'x-requests-remaining': '488', 'x-requests-last': '3' }, 500),
    ).toEqual({ periods: [{ counts: 'credits', calendar: 'month', used: 12 }], spentCredits: 3 });
  });

  it('count what a smaller account lacks as used up', () => {
    const told = quotaHeaders({ 'x-requests-used': '12', 'x-requests-remaining': '488' }, 20_000);
    expect(told.periods?.[0]?.used).toBe(19_512);
  });

  it.each([['-1'], ['x'], ['1e9'], ['99999999999'], [''], ['1.5']])('leave out %j', (text) => {
    const told = quotaHeaders({ 'x-requests-used': text, 'x-requests-last': text }, 500);
    expect(told).toEqual({});
  });

  it('take counts with decimals', () => {
    expect(quotaHeaders({ 'x-requests-used': '3.0', 'x-requests-last': '0' }, 500)).toEqual({
      periods: [{ counts: 'credits', calendar: 'month', used: 3 }],
      spentCredits: 0,
    });
  });
});
