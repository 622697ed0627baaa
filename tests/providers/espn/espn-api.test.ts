import { expect, it } from 'vitest';
import { espnApi } from '../../../src/providers/espn/espn-api.ts';

const NOW = { nowMs: 0, random: () => 0.5 };

function kindOf(status: number, body: string): string {
  const reading = espnApi({ baseUrl: 'http://espn.test' }).readEnvelope(
    { status, headers: {}, body, bytes: body.length },
    NOW,
  );
  return reading.ok ? 'an answer' : reading.kind;
}

it.each([
  [401, '{}', 'unavailable'],
  [403, '<html>Forbidden</html>', 'unavailable'],
  [404, '{"code":404}', 'an answer'],
  [404, '<html></html>', 'bad_request'],
  [429, '', 'rate_limit'],
  [500, '', 'unavailable'],
  [200, '{"events":[]}', 'an answer'],
])('HTTP %i of ESPN, which takes no key, is no fault of a key: %s is %s', (status, body, kind) => {
  expect(kindOf(status, body)).toBe(kind);
});
