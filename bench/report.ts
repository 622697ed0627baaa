import { cpus, release, totalmem } from 'node:os';
import { CONCURRENCY } from './contest/contestant.ts';
import { STORES, type Store } from './contest/contest-world.ts';
import type { ContestForm, ContestLine } from './contest/contests.ts';
import { CONTESTS, contestText, runContests, versionsOf } from './contest/run-contests.ts';
import { type FootprintLine, footprintLines, measureFootprint } from './footprint.ts';
import { measureBusy } from './busy.ts';
import { measureIngest } from './ingest.ts';
import type { Measurement } from './measurement.ts';
import { measureOdds } from './odds.ts';
import { measurePublish } from './publish.ts';
import { type BenchWorld, startBenchWorld } from './world.ts';

/** What can be measured alone. */
export const PARTS = [...CONTESTS, 'ingest', 'odds', 'queue', 'rest', 'busy'] as const;
export type Part = (typeof PARTS)[number];

export function isPart(word: string): word is Part {
  return (PARTS as readonly string[]).includes(word);
}

/** Everything that a run measured, with what it was measured on. */
export type BenchReport = {
  form: ContestForm['name'];
  rounds: number;
  concurrency: number;
  machine: { processors: number; memoryGiB: number; kernel: string };
  versions: Readonly<Record<string, string>>;
  /** The product beside its peers. */
  contests: readonly ContestLine[];
  /** The product beside what the same machine needs at least. */
  floors: readonly Measurement[];
  rest: readonly { store: Store; lines: readonly FootprintLine[] }[];
};

/** Measures everything, or one part; stores that the machine lacks are told and left out. */
export async function measureAll(
  form: ContestForm,
  { only, tell }: { only?: Part | undefined; tell: (words: string) => void },
): Promise<BenchReport> {
  const wants = (part: Part): boolean => only === undefined || only === part;
  const contests = await runContests(form, { wants, tell });
  const floors: Measurement[] = [];
  const rest: { store: Store; lines: readonly FootprintLine[] }[] = [];
  for (const store of STORES) {
    // In a world of its own: the tasks of its seasons would be compared with the queue as well.
    if (store === 'postgres' && wants('ingest'))
      floors.push(...(await inWorld(store, tell, (world) => measureIngest(world, form.ingestGames))));
    // Its rows take longer to fill in than all else of the short form, which has it when it is asked for.
    if (store === 'postgres' && wants('odds') && (only === 'odds' || form.name !== 'short')) {
      const sizes = { changes: form.oddsChanges, rows: form.oddsRows };
      floors.push(...(await inWorld(store, tell, (world) => measureOdds(world, sizes))));
    }
    if (wants('queue'))
      floors.push(...(await inWorld(store, tell, (world) => measurePublish(world, form.openTasks))));
    if (wants('rest')) {
      tell(`starts and rest on ${store}`);
      const lines = await measureFootprint(store, form);
      if (lines) rest.push({ store, lines });
    }
    if (wants('busy') && form.busyMinutes > 0) {
      tell(`a worker busy for ${form.busyMinutes} minutes on ${store}`);
      const lines = await measureBusy(store, { minutes: form.busyMinutes, perSecond: form.busyPerSecond });
      if (lines) rest.push({ store, lines });
    }
  }
  return {
    form: form.name,
    rounds: form.rounds,
    concurrency: CONCURRENCY,
    machine: {
      processors: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
    },
    versions: versionsOf(form),
    contests,
    floors,
    rest,
  };
}

async function inWorld(
  store: Store,
  tell: (words: string) => void,
  measure: (world: BenchWorld) => Promise<Measurement[]>,
): Promise<Measurement[]> {
  tell(`floors on ${store}`);
  const world = await startBenchWorld(store);
  if (!world) {
    tell(`no redis-server on this machine: the ${store} store is not measured`);
    return [];
  }
  try {
    return await measure(world);
  } finally {
    await world.close();
  }
}

/** The report as people read it. */
export function reportText(report: BenchReport): string {
  const { form, rounds, concurrency, machine, versions, contests, floors, rest } = report;
  return [
    `${form} form, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${concurrency} at once in each worker; ${machine.processors} processors, ${machine.memoryGiB} GiB`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    contests.length > 0 ? 'ratio beside a peer: 1 is equal, more is better' : '',
    contestText(contests),
    floors.length > 0 ? '\nratio beside a floor: 1 is the floor, less is better' : '',
    ...floors.map(floorText),
    ...rest.map(({ store, lines }) => `\nat rest, ${store}\n${footprintLines(lines)}`),
  ]
    .filter((text) => text !== '')
    .join('\n')
    .concat('\n');
}

function floorText({ name, items, oursMs, floorMs, ratio, peakMiB, description }: Measurement): string {
  const peak = peakMiB ? `  peak ${peakMiB.ours.toFixed(0)} MiB, floor ${peakMiB.floor.toFixed(0)} MiB` : '';
  return `${name.padEnd(36)} ${String(items).padStart(7)} items  ${shownMs(oursMs).padStart(7)} ms  floor ${shownMs(floorMs).padStart(6)} ms  ratio ${ratio.toFixed(2)}${peak}  (${description})`;
}

/** Of what takes hardly any time, its hundredths. */
function shownMs(ms: number): string {
  return ms.toFixed(ms < 10 ? 2 : 0);
}
