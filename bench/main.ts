// What is measured never leaves this machine: neither this process nor what it starts.
import '../src/platform/loopback-only.mjs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FULL_FORM, SHORT_FORM } from './contest/contests.ts';
import { reportLines, runContests } from './contest/run-contests.ts';
import { footprintLines, measureFootprint } from './footprint.ts';
import { measureIngest } from './ingest.ts';
import { measurePages, pageLines } from './pages.ts';
import { measurePublish } from './publish.ts';
import { type SeasonMeasurement, measureSeason, seasonLines } from './season.ts';
import { SPORTS, parseSport } from '../src/domain/sport.ts';
import { type BenchWorld, startBenchWorld } from './world.ts';

/** One measured relation: how our way compares with a floor or a peer, in the same run. */
export type Measurement = {
  name: string;
  /** What `ours` and `floor` are, in words. */
  description: string;
  items: number;
  oursMs: number;
  floorMs: number;
  /** ours / floor; 1 is as quick as the floor. */
  ratio: number;
};

/** How often each start and command is timed. */
const FOOTPRINT_ROUNDS = 7;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    /** Open tasks to publish, rebuild and reconcile (50,000 without it); games of `--season` and `--pages`. */
    games: { type: 'string' },
    /** One sport, or `all`: seeds a simulated season and counts calls instead of measuring times. */
    season: { type: 'string' },
    'kill-worker': { type: 'boolean' },
    /** Measures how quickly pages and lists answer with `--games` games (a million without it) instead. */
    pages: { type: 'boolean' },
    /** `short` (two minutes) or `full`: the product beside BullMQ alone, other queues and a bare loop. */
    contest: { type: 'string' },
    /** What processes, commands and packages need while nothing happens. */
    footprint: { type: 'boolean' },
    /** With `--pages`: whole plans of slow statements. */
    plans: { type: 'boolean' },
    /** With `--pages`: only pages whose address holds this text. With `--contest`: `drain`, `lateness` or `recovery`. */
    only: { type: 'string' },
  },
});
if (values.season !== undefined) {
  await measureSeasons(values.season);
  process.exit();
}
if (values.contest !== undefined) {
  await contest(values.contest);
  process.exit();
}
if (values.footprint === true) {
  for (const store of ['postgres', 'redis'] as const) {
    const lines = await measureFootprint(store, FOOTPRINT_ROUNDS);
    if (lines) process.stdout.write(`at rest, ${store}\n${footprintLines(lines)}\n`);
  }
  process.exit();
}
if (values.pages === true) {
  const pages = await measurePages(Number(values.games ?? 1_000_000), values.only);
  process.stdout.write(pageLines(pages, values.plans === true));
  if (values.json) await writeFile(values.json, `${JSON.stringify(pages, null, 2)}\n`);
  process.exit();
}
const jobs = Number(values.games ?? 50_000);

const results: Measurement[] = [];
// In a world of its own: the tasks of its seasons would be compared with the queue as well.
results.push(...((await inWorld('postgres', measureIngest)) ?? []));
for (const store of ['postgres', 'redis'] as const) {
  const measured = await inWorld(store, (world) => measurePublish(world, jobs));
  if (measured) results.push(...measured);
  else process.stderr.write(`no redis-server on this machine: the ${store} store is not measured\n`);
}
for (const { name, items, oursMs, floorMs, ratio, description } of results) {
  process.stdout.write(
    `${name.padEnd(28)} ${String(items).padStart(7)} items  ${oursMs.toFixed(0).padStart(7)} ms  floor ${floorMs
      .toFixed(0)
      .padStart(6)} ms  ratio ${ratio.toFixed(2)}  (${description})\n`,
  );
}
if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);

async function inWorld<T>(
  store: BenchWorld['store'],
  measure: (world: BenchWorld) => Promise<T>,
): Promise<T | undefined> {
  const world = await startBenchWorld(store);
  if (!world) return undefined;
  try {
    return await measure(world);
  } finally {
    await world.close();
  }
}

async function contest(wanted: string): Promise<void> {
  const form = wanted === 'short' ? SHORT_FORM : wanted === 'full' ? FULL_FORM : undefined;
  if (form === undefined) {
    process.stderr.write(`--contest is "${wanted}": give short or full.\n`);
    process.exit(64);
  }
  const report = await runContests(form, {
    only: values.only,
    tell: (words) => void process.stderr.write(`${words}\n`),
  });
  process.stdout.write(reportLines(report));
  if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function measureSeasons(wanted: string): Promise<void> {
  const sport = parseSport(wanted);
  if (!sport && wanted !== 'all') {
    process.stderr.write(`--season is "${wanted}": name a sport (${SPORTS.join(', ')}) or all.\n`);
    process.exit(64);
  }
  const seasons: SeasonMeasurement[] = [];
  for (const one of sport ? [sport] : SPORTS) {
    const season = await measureSeason({
      sport: one,
      games: values.games === undefined ? undefined : Number(values.games),
      isOneKilled: values['kill-worker'],
    });
    seasons.push(season);
    process.stdout.write(seasonLines(season));
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(seasons, null, 2)}\n`);
}
