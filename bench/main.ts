// What is measured never leaves this machine: neither this process nor what it starts.
import '../src/platform/loopback-only.mjs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BOX_SCORE_SPORTS, hasBoxScores, parseSport } from '../src/domain/sport.ts';
import { FULL_FORM, SHORT_FORM } from './contest/contests.ts';
import { measurePages, pageLines } from './pages.ts';
import { PARTS, isPart, measureAll, reportText } from './report.ts';
import { type SeasonMeasurement, measureSeason, seasonLines } from './season.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    /** Two minutes instead of two hours: what a change is judged by before it lands. */
    short: { type: 'boolean' },
    /** One part of the measurements; with `--pages`, only pages whose address holds this text. */
    only: { type: 'string' },
    /** How often each contest is repeated. */
    rounds: { type: 'string' },
    /** How long a worker is kept busy for its memory. */
    minutes: { type: 'string' },
    /** Games of `--season` and `--pages`. */
    games: { type: 'string' },
    /** One sport, or `all`: seeds a simulated season and counts calls instead of measuring times. */
    season: { type: 'string' },
    'kill-worker': { type: 'boolean' },
    /** Measures how quickly pages and lists answer with `--games` games (a million without it) instead. */
    pages: { type: 'boolean' },
    /** With `--pages`: whole plans of slow statements. */
    plans: { type: 'boolean' },
  },
});

if (values.season !== undefined) await measureSeasons(values.season);
else if (values.pages === true) {
  const pages = await measurePages(countOf('games') ?? 1_000_000, values.only);
  process.stdout.write(pageLines(pages, values.plans === true));
  await keep(pages);
} else await measure();
process.exit();

async function measure(): Promise<void> {
  const { only } = values;
  if (only !== undefined && !isPart(only)) wrongUse(`--only is "${only}": give ${PARTS.join(', ')}.`);
  const form = values.short === true ? SHORT_FORM : FULL_FORM;
  const given = {
    rounds: countOf('rounds') ?? form.rounds,
    busyMinutes: countOf('minutes') ?? form.busyMinutes,
  };
  const report = await measureAll(
    { ...form, ...given },
    {
      only,
      tell: (words) => void process.stderr.write(`${words}\n`),
    },
  );
  process.stdout.write(reportText(report));
  await keep(report);
}

async function measureSeasons(wanted: string): Promise<void> {
  const named = parseSport(wanted);
  const sport = named && hasBoxScores(named) ? named : undefined;
  if (!sport && wanted !== 'all')
    wrongUse(`--season is "${wanted}": name a sport (${BOX_SCORE_SPORTS.join(', ')}) or all.`);
  const seasons: SeasonMeasurement[] = [];
  for (const one of sport ? [sport] : BOX_SCORE_SPORTS) {
    const season = await measureSeason({
      sport: one,
      games: countOf('games'),
      isOneKilled: values['kill-worker'],
    });
    seasons.push(season);
    process.stdout.write(seasonLines(season));
  }
  await keep(seasons);
}

/** The whole number of a flag; undefined where it is left out. */
function countOf(flag: 'rounds' | 'minutes' | 'games'): number | undefined {
  const given = values[flag];
  if (given === undefined) return undefined;
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1) wrongUse(`--${flag} is "${given}": give a whole number from 1.`);
  return count;
}

async function keep(measured: unknown): Promise<void> {
  if (values.json) await writeFile(values.json, `${JSON.stringify(measured, null, 2)}\n`);
}

function wrongUse(words: string): never {
  process.stderr.write(`${words}\n`);
  process.exit(64);
}
