import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCache } from '../support/compile-cache.ts';
import { MOVABLE_CLOCK, MOVABLE_CLOCK_PATH, moveTimeTo } from '../support/moved-time.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { startTestServer, type TestServer } from './http-support.ts';

const TOKENS = { ADMIN_TOKEN: 'the-admin-token', READER_TOKEN: 'the-reader-token' };

/** A day on which the games of the examples are still to come. */
const NOW_MS = Date.parse('2026-11-25T12:00:00Z');

type Example = { line: number; script: string; statuses: number[] };

/** The examples of a document, each with the statuses that it promises. */
function examplesOf(text: string): Example[] {
  return [...text.matchAll(/^```sh\n([^]*?)^```/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    script: match[1] ?? '',
    statuses: [...(match[1] ?? '').matchAll(/^# (\d{3})$/gm)].map(([, status]) => Number(status)),
  }));
}

/** Runs a script; each curl in it writes its status, and its answer after it. */
async function run(
  script: string,
  environment: Record<string, string>,
): Promise<{ status: number; body: string }[]> {
  const prelude = `set -euo pipefail
curl() { command curl -sS -o "$DIR/answer" -w '%{http_code}\\n' "$@"; tr -d '\\036' < "$DIR/answer"; printf '\\036'; }
DIR=$(mktemp -d); trap 'rm -rf "$DIR"' EXIT
`;
  const { stdout } = await promisify(execFile)('bash', ['-c', prelude + script], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...compileCache(), ...environment },
  });
  return stdout
    .split('\u001E')
    .slice(0, -1)
    .map((answer) => {
      const [status = '', ...body] = answer.split('\n');
      return { status: Number(status), body: body.join('\n') };
    });
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) process.stderr.write('curl is not installed: the examples of docs/api.md are not run\n');

describe.skipIf(!hasCurl)('the examples of docs/api.md', () => {
  const examples = examplesOf(readFileSync(path.join(PROJECT_ROOT, 'docs/api.md'), 'utf8'));
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer({
      environment: TOKENS,
      prepareDatabase: MOVABLE_CLOCK,
      searchPath: MOVABLE_CLOCK_PATH,
    });
    await moveTimeTo(test.app.database.db, NOW_MS);
  });
  afterAll(() => test?.close());

  it('answer what the document says, one after the other', async () => {
    expect(examples.length).toBeGreaterThan(8);
    for (const { line, script, statuses } of examples) {
      const answers = await run(script, { ...TOKENS, SCORACLE: test.url });
      expect([line, answers.map(({ status }) => status)]).toEqual([line, statuses]);
    }
  });

  it('show an error as the server words it', async () => {
    const text = readFileSync(path.join(PROJECT_ROOT, 'docs/api.md'), 'utf8');
    const shown = JSON.parse(/```json\n([^]*?)```/.exec(text)?.[1] ?? '') as object;
    const headers = { Authorization: `Bearer ${TOKENS.ADMIN_TOKEN}` };
    const response = await fetch(`${test.url}/admin/tasks?sport=cricket&limit=many`, { headers });
    expect(JSON.parse(await response.text())).toMatchObject(shown);
  });
});
