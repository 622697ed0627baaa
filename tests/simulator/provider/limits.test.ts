import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../src/providers/api-sports/envelope.ts';
import { KEY, withProvider } from './support.ts';

describe('the limits of a plan', () => {
  it('are told in the headers of every answer, refusals included', async () => {
    await withProvider({ plan: 'free' }, async ({ get }) => {
      const { headers } = await get('/leagues');
      expect(headers).toMatchObject({
        'x-ratelimit-requests-limit': '100',
        'x-ratelimit-requests-remaining': '99',
        'x-ratelimit-limit': '10',
        'x-ratelimit-remaining': '9',
      });
      const refused = await get('/leagues', { 'x-apisports-key': `${KEY}!` });
      expect(refused.headers).toMatchObject({ 'x-ratelimit-requests-remaining': '99' });
    });
  });

  it('refuse the call over the minute, by turns with HTTP 429 and 200, and use up nothing for it', async () => {
    await withProvider({ plan: 'free' }, async ({ get, provider }) => {
      for (let call = 0; call < 10; call += 1) expect((await get('/leagues')).body.errors).toEqual([]);
      const [first, second] = [await get('/leagues'), await get('/leagues')];
      expect(first.status).toBe(429);
      expect(first.body).toMatchObject({
        get: '',
        parameters: [],
        errors: { rateLimit: expect.any(String) },
      });
      expect(second.status).toBe(200);
      expect(second.body.errors.rateLimit).toBe(
        'Too many requests. Your rate limit is 10 requests per minute.',
      );
      expect(provider.stats()).toMatchObject({
        total: 12,
        byOutcome: { ok: 10, rate_limit: 2 },
        limits: { refused: 2, overSlidingMinute: 2, overCalendarMinute: 2, maxPerSlidingMinute: 12 },
        quota: { usedToday: 10 },
      });
    });
  });

  it('hold in any sixty seconds when the window slides, and only in calendar minutes when it does not', async () => {
    for (const minuteWindow of ['sliding', 'calendar'] as const) {
      await withProvider({ plan: 'free', dials: { minuteWindow } }, async ({ get, clock, provider }) => {
        clock.setMs(Date.parse('2026-01-17T12:00:50Z'));
        for (let call = 0; call < 10; call += 1) await get('/leagues');
        clock.setMs(Date.parse('2026-01-17T12:01:00Z'));
        const isRefused = 'rateLimit' in (await get('/leagues')).body.errors;
        expect(isRefused).toBe(minuteWindow === 'sliding');
        expect(provider.stats().limits).toMatchObject({ overSlidingMinute: 1, overCalendarMinute: 0 });
        clock.setMs(Date.parse('2026-01-17T12:01:50Z'));
        expect((await get('/leagues')).body.errors).toEqual([]);
      });
    }
  });

  it('end the day at its quota and start anew at midnight UTC; /status stays free', async () => {
    const dials = { perDay: 3 };
    await withProvider({ dials }, async ({ get, clock, provider }) => {
      clock.setMs(Date.parse('2026-01-17T23:59:00Z'));
      // An empty answer costs like any other.
      for (let call = 0; call < 3; call += 1)
        expect((await get('/games?date=2020-01-01')).body.results).toBe(0);
      expect((await get('/leagues')).body.errors.requests).toMatch(
        /^You have reached the request limit for the day/,
      );
      expect((await get('/status')).body.response.requests).toEqual({ current: 3, limit_day: 3 });
      expect(provider.stats().limits).toMatchObject({ overDay: 1, refused: 1 });

      clock.setMs(Date.parse('2026-01-18T00:00:00Z'));
      expect((await get('/leagues')).body.errors).toEqual([]);
      expect((await get('/status')).body.response.requests.current).toBe(1);
    });
  });

  it('close the door for ten minutes on who does not let go, without notice', async () => {
    const dials = { perMinute: 2, blockAfterRefusals: 3 };
    await withProvider({ dials }, async ({ get, clock, provider }) => {
      for (let call = 0; call < 5; call += 1) await get('/leagues');
      const blocked = await get('/leagues');
      expect(blocked).toMatchObject({ status: 403, text: expect.stringMatching(/you have been blocked/) });
      clock.advanceMs(9 * 60_000);
      expect((await get('/status')).status).toBe(403);
      clock.advanceMs(61_000);
      expect((await get('/leagues')).body.errors).toEqual([]);
      expect(provider.stats().byOutcome).toMatchObject({ ok: 3, rate_limit: 3, blocked: 2 });
    });
  });

  it('hold in any second', async () => {
    await withProvider({ dials: { perSecond: 2 } }, async ({ get, clock, provider }) => {
      await get('/leagues');
      await get('/leagues');
      expect((await get('/leagues')).status).toBe(429);
      clock.advanceMs(1_000);
      expect((await get('/leagues')).status).toBe(200);
      expect(provider.stats().limits).toMatchObject({ overSecond: 1, refused: 1 });
    });
  });

  it.each([
    ['free', 100, 10, 5],
    ['pro', 7_500, 300, 7],
    ['ultra', 75_000, 450, 15],
    ['mega', 150_000, 900, 20],
    ['custom', 1_500_000, 1_200, 20],
  ] as const)(
    'of %s are %i a day, %i a minute and %i a second',
    async (plan, perDay, perMinute, perSecond) => {
      await withProvider({ plan, dials: { perSecond: null } }, async ({ get, provider }) => {
        expect((await get('/status')).body.response.requests.limit_day).toBe(perDay);
        expect(provider.stats().quota).toMatchObject({ plan, perDay, perMinute, perSecond });
        for (let call = 0; call < perSecond; call += 1) await get('/leagues');
        expect((await get('/leagues')).body.errors).toHaveProperty('rateLimit');
      });
    },
  );

  it('are refused in each of the ways in which errors are written, which all mean the same to the adapter', async () => {
    for (const errorsStyle of ['object', 'list', 'text'] as const) {
      await withProvider({ dials: { perDay: 0, errorsStyle } }, async ({ get, clock }) => {
        const { status, text } = await get('/leagues');
        const response = { status, headers: {}, body: text, bytes: text.length };
        expect(readEnvelope(response, { nowMs: clock.nowMs(), random: () => 0 })).toMatchObject({
          ok: false,
          kind: 'quota_day',
        });
      });
    }
  });

  it('shut the free plan out of the seasons that it does not include', async () => {
    await withProvider({ plan: 'free' }, async ({ get, provider }) => {
      expect((await get('/standings?league=standard&season=2025')).body.errors.plan).toMatch(/2022 to 2024/);
      provider.setDials({ freeSeasons: { first: 2023, last: 2025 } });
      expect((await get('/standings?league=standard&season=2025')).body.errors).toEqual([]);
    });
  });
});
