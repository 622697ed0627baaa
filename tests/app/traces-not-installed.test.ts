import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../support/test-app.ts';

/** Packages that only traces need: `npm ci --omit=optional` leaves them out. */
const TRACING = /^(@opentelemetry|bullmq-otel)$/;

let installation: string;

beforeAll(() => {
  installation = mkdtempSync(path.join(tmpdir(), 'scoracle-no-traces-'));
  for (const part of ['src', 'package.json', 'drizzle'])
    cpSync(path.join(PROJECT_ROOT, part), path.join(installation, part), { recursive: true });
  mkdirSync(path.join(installation, 'node_modules'));
  for (const name of readdirSync(path.join(PROJECT_ROOT, 'node_modules')).filter((one) => !TRACING.test(one)))
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules', name), path.join(installation, 'node_modules', name));
});

afterAll(() => rmSync(installation, { recursive: true, force: true }));

function run(
  environment: Record<string, string>,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['src/cli/main.ts', 'list-tasks'],
      {
        cwd: installation,
        env: {
          PATH: process.env['PATH'],
          DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
          ...environment,
        },
      },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? 0, stdout, stderr }),
    );
  });
}

describe('an installation without the optional packages', () => {
  it('works as long as nobody asks for traces', async () => {
    const { stderr } = await run({});
    // It gets as far as the database, which is not there.
    expect(stderr).toMatch(/127\.0\.0\.1:1/);
    expect(stderr).not.toMatch(/OpenTelemetry/);
  });

  it('says what to install where traces are asked for', async () => {
    const { exitCode, stderr } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' });
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/OpenTelemetry is not installed.*npm ci/);
    expect(stderr).not.toMatch(/at .*\.ts:\d+/);
  });
});
