import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { ScenarioResult } from '../crash/scenario.ts';

type Row = Omit<ScenarioResult, 'recoveriesMs'> & {
  recoveries: number;
  /** Seconds; null where nothing had to recover. */
  recoveryMedianSeconds: number | null;
  recoveryWorstSeconds: number | null;
};

/** Prints each scenario as it ends, and all of them as a table in the end. */
export default class CrashTable implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const result = test.meta().crash;
    if (result) process.stdout.write(`${line(toRow(result))}\n`);
    else if (test.result().state === 'failed')
      process.stdout.write(`[crash] broken: ${test.fullName}${reasonOf(test)}\n`);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows: Row[] = [];
    const unplayed: { name: string; state: string; why: string }[] = [];
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const result = test.meta().crash;
      if (result) rows.push(toRow(result));
      else if (test.result().state !== 'skipped' || reasonOf(test) !== '')
        unplayed.push({ name: test.fullName, state: test.result().state, why: reasonOf(test) });
    }
    const table = new Table({ head: HEAD, style: { head: [], border: [] } });
    for (const row of rows) table.push(cells(row));
    process.stdout.write(`\n${table.toString()}\n`);
    for (const { name, state, why } of unplayed) process.stdout.write(`${state}: ${name}${why}\n`);
    const file = process.env['SCORACLE_CRASH_JSON'];
    if (file)
      writeFileSync(
        file,
        `${JSON.stringify({ seed: process.env['SCORACLE_CRASH_SEED'], rows, unplayed }, null, 2)}\n`,
      );
  }
}

const HEAD = [
  'scenario',
  'store',
  'games',
  'seeded',
  'lost',
  'duplicated',
  'over limit',
  'recovery',
  'worst',
  'took',
];

function cells(row: Row): string[] {
  const { scenario, store, games, seeded, lost, duplicated, breaches, seconds } = row;
  const counts = [games, seeded, lost, duplicated, breaches].map(String);
  return [
    scenario,
    store,
    ...counts,
    inSeconds(row.recoveryMedianSeconds),
    inSeconds(row.recoveryWorstSeconds),
    inSeconds(seconds),
  ];
}

function line(row: Row): string {
  return `[crash] ${HEAD.map((name, index) => (index < 2 ? cells(row)[index] : `${name} ${cells(row)[index]}`)).join(', ')}`;
}

function toRow({ recoveriesMs, ...rest }: ScenarioResult): Row {
  const sorted = recoveriesMs.toSorted((a, b) => a - b);
  const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 10) / 100);
  return {
    ...rest,
    seconds: Math.round(rest.seconds),
    recoveries: sorted.length,
    recoveryMedianSeconds: seconds(sorted[Math.floor((sorted.length - 1) / 2)]),
    recoveryWorstSeconds: seconds(sorted.at(-1)),
  };
}

function inSeconds(seconds: number | null): string {
  return seconds === null ? '-' : `${seconds} s`;
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped') return result.note === undefined ? '' : `: ${result.note}`;
  return result.state === 'failed' ? `: ${result.errors[0]?.message.slice(0, 4_000)}` : '';
}
