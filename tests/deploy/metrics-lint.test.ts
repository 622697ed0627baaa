import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../http/http-support.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe.skipIf(!hasPromtool)('GET /metrics', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.close());

  it('is clean by the rules of promtool', async () => {
    const answer = await fetch(`${test.url}/metrics`);
    const text = await answer.text();
    expect(text).toContain('scoracle_tasks');
    // Throws with what it found otherwise. Node's own metrics, which prom-client names, are left out.
    const own = text.split('\n').filter((line) => !/^(?:# \w+ )?nodejs_/.test(line));
    execFileSync('promtool', ['check', 'metrics'], { input: `${own.join('\n')}\n` });
  });
});
