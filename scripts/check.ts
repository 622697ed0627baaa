// `npm run check`: everything that a machine can say about the code without running it, one line per step.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders with code, as far as they exist. */
const CODE = ['src', 'workers', 'simulator', 'tests', 'scripts', 'bench'].filter((folder) =>
  existsSync(path.join(PROJECT_ROOT, folder)),
);

type Step = {
  name: string;
  /** What to do when it fails. */
  remedy: string;
  /** The program that is run, from the project's folder, and its arguments. */
  program: string;
  args: readonly string[];
  /** Whether what it printed is worth reading although it passed. */
  isTold?: boolean;
};

const STEPS: readonly Step[] = [
  {
    name: 'types',
    remedy: 'see the errors above',
    program: 'node_modules/typescript/bin/tsc',
    args: ['--noEmit', '--project', '.'],
  },
  {
    name: 'lint',
    remedy: 'see the errors above; the rules are in .oxlintrc.json',
    program: 'node_modules/oxlint/bin/oxlint',
    args: ['--type-aware', ...CODE],
  },
  {
    name: 'format',
    remedy: 'run `npm run format`',
    program: 'node_modules/@biomejs/biome/bin/biome',
    args: ['format', '.'],
  },
  {
    name: 'dead code',
    remedy: 'remove what nobody uses, or name the entry that does in knip.json',
    program: 'node_modules/knip/bin/knip.js',
    args: ['--no-progress', '--no-config-hints'],
  },
  {
    name: 'architecture and documents',
    remedy: 'the rules are in tests/architecture and tests/docs',
    program: 'node_modules/vitest/vitest.mjs',
    args: ['run', '--config', 'tests/architecture/vitest.config.ts'],
  },
  {
    name: 'known weaknesses',
    remedy: 'raise the dependency to a version that the advisory calls mended',
    program: 'scripts/audit.ts',
    args: [],
    isTold: true,
  },
];

/** The step in progress, to be ended with us. */
let running: ChildProcess | undefined;

type StepResult = { exitCode: number; output: string; seconds: number };

/** Runs a step's program with this very Node; resolves with what it said, however it ended. */
function runStep(step: Step): Promise<StepResult> {
  const startedAtMs = performance.now();
  return new Promise((resolve) => {
    const program = path.join(PROJECT_ROOT, step.program);
    const child = spawn(process.execPath, [program, ...step.args], {
      cwd: PROJECT_ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    }
    running = child;
    const finish = (exitCode: number, more = ''): void => {
      const seconds = (performance.now() - startedAtMs) / 1000;
      resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') + more, seconds });
    };
    child.once('error', (error) => finish(1, `${step.program} does not start: ${error.message}\n`));
    child.once('close', (exitCode) => finish(exitCode ?? 1));
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    running?.kill(signal);
    process.exit(128 + constants.signals[signal]);
  });
}

const failed: string[] = [];
for (const step of STEPS) {
  const { exitCode, output, seconds } = await runStep(step);
  const isGood = exitCode === 0;
  const mark = isGood ? styleText('green', 'ok    ') : styleText('red', 'FAILED');
  process.stdout.write(`${mark} ${step.name.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s\n`);
  if (isGood && step.isTold) process.stdout.write(`       ${output.trim().replaceAll('\n', '\n       ')}\n`);
  if (isGood) continue;
  failed.push(step.name);
  process.stdout.write(`\n${output.trim()}\n\n${step.name}: ${step.remedy}\n\n`);
}
process.stdout.write(
  failed.length === 0
    ? 'Everything holds.\n'
    : `${failed.length} of ${STEPS.length} failed: ${failed.join(', ')}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
