import { readFileSync } from 'node:fs';
import type { Spread } from '../../bench/contest/statistics.ts';
import type { BenchReport } from '../../bench/report.ts';

const REPORT = new URL('../../bench/results/latest.json', import.meta.url);

/** The tables of the report that the repository keeps. */
export function benchmarkTables(): string {
  const report = JSON.parse(readFileSync(REPORT, 'utf8')) as BenchReport;
  const { form, rounds, concurrency, machine, versions } = report;
  return [
    '',
    `The ${form} form with ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${concurrency} games at once in each worker, on ${machine.processors} processors and ${machine.memoryGiB} GiB; ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '',
    ...contestTable(report),
    '',
    ...floorTable(report),
    '',
    ...restTable(report),
    '',
  ].join('\n');
}

function contestTable({ contests }: BenchReport): string[] {
  return [
    '| contest | store | contestant | figure | ratio |',
    '|---|---|---|---|---|',
    ...contests.map(
      ({ what, unit, store, contestant, value, productRatio }) =>
        `| ${what} | ${store} | ${contestant} | ${spread(value)} ${unit} | ${productRatio?.toFixed(2) ?? ''} |`,
    ),
  ];
}

function floorTable({ floors }: BenchReport): string[] {
  return [
    '| measured against a floor | items | product, ms | floor, ms | ratio | peak memory of the product and of the floor, MiB |',
    '|---|---|---|---|---|---|',
    ...floors.map(
      ({ name, items, oursMs, floorMs, ratio, peakMiB }) =>
        `| ${name} | ${items.toLocaleString('en')} | ${figure(oursMs)} | ${figure(floorMs)} | ${ratio.toFixed(2)} | ${peakMiB ? `${peakMiB.ours.toFixed(0)}, ${peakMiB.floor.toFixed(0)}` : ''} |`,
    ),
  ];
}

function restTable({ rest }: BenchReport): string[] {
  return [
    '| starts and rest | store | figure | floor | ratio |',
    '|---|---|---|---|---|',
    ...rest.flatMap(({ store, lines }) =>
      lines.map(({ what, unit, value, floor }) => {
        const beside =
          floor === null ? ' | ' : `${spread(floor)} ${unit} | ${(value.median / floor.median).toFixed(2)}`;
        return `| ${what} | ${store} | ${spread(value)} ${unit} | ${beside} |`;
      }),
    ),
  ];
}

function spread({ median, min, max }: Spread): string {
  return min === max ? figure(median) : `${figure(median)} (${figure(min)} to ${figure(max)})`;
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 0) : 'not recovered';
}
