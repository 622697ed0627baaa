import { shellWord } from '../../src/domain/shell-command.ts';
import { parseArgs } from 'node:util';
import { parseSport, SPORTS, type Sport } from '../../src/domain/sport.ts';
import type { SimulatedProviderDialsPatch } from './dials.ts';
import { PLAN_NAMES, type PlanName } from './plans.ts';

/** What the process entry was asked to do. */
export type SimulatorFlags = {
  sport: Sport;
  provider: string | undefined;
  port: number;
  seed: number;
  plan: PlanName;
  key: string | undefined;
  schedulePath: string | undefined;
  timezone: string;
  season: number | undefined;
  dials: SimulatedProviderDialsPatch;
  exitWithParent: boolean;
  logLevel: string;
};

export const SIMULATOR_USAGE = `The API of a sport over a league made up from a seed, with the limits and quirks of the real one.
Prints its address as JSON. Games: --season plays a whole season, --schedule those of a file, and
POST /__simulator/games adds some. GET /__simulator/stats counts calls, POST /__simulator/dials turns the dials.

usage: npm run simulator -- [--sport ${SPORTS.join('|')}] [--provider NAME] [--port N] [--seed N] [--key TEXT]
  [--plan ${PLAN_NAMES.join('|')}] [--per-day N] [--per-minute N] [--per-second N]
  [--schedule FILE.csv [--timezone IANA]] [--season YEAR]
  [--latency-ms N|MIN-MAX] [--fault-rate 0..1] [--minutes-to-final N]
  [--dials JSON] [--exit-with-parent] [--log-level LEVEL]

Dials, as JSON: faultRate, faultKinds, rateLimitRate, malformedRate, emptyRate, wrongGameRate, latencyMs (0..1, ms),
  isDown, isHanging, isKeyRevoked; perDay, perMinute, perSecond over the plan's; minuteWindow sliding or calendar;
  errorsStyle object, list or text; blockAfterRefusals (the firewall shuts out who does not let go);
  correctionAfterHours and correctionRate (box scores that change a day later); minutesToFinal;
  postponedRate, newDateAfterHours, postponedByHours; stuckRate, stuckHours; placeholderWeeks (football);
  games: { "<id>": { status: postponed|cancelled|delayed|tbd|stuck|abandoned|suspended|interrupted|awarded|walkover|
  unknown, startMs, ending,
  notFinalUntilMs } }; endpoints: { "/path": { faultRate, … } }.`;

const OPTIONS = {
  sport: { type: 'string', default: 'NBA' },
  provider: { type: 'string' },
  port: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  key: { type: 'string' },
  plan: { type: 'string', default: 'free' },
  'per-day': { type: 'string' },
  'per-minute': { type: 'string' },
  'per-second': { type: 'string' },
  schedule: { type: 'string' },
  timezone: { type: 'string', default: 'America/New_York' },
  season: { type: 'string' },
  'latency-ms': { type: 'string' },
  'fault-rate': { type: 'string' },
  'minutes-to-final': { type: 'string' },
  dials: { type: 'string', default: '{}' },
  'exit-with-parent': { type: 'boolean', default: false },
  'log-level': { type: 'string', default: 'info' },
} as const;

/** Reads the flags. Throws a `TypeError` or `RangeError` whose message says which flag is wrong. */
export function parseSimulatorFlags(args: readonly string[]): SimulatorFlags {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const plan = PLAN_NAMES.find((name) => name === values.plan);
  if (plan === undefined)
    throw new RangeError(`--plan ${shellWord(values.plan)} is none of ${PLAN_NAMES.join(', ')}`);
  const sport = parseSport(values.sport);
  if (sport === undefined)
    throw new RangeError(`--sport ${shellWord(values.sport)} is none of ${SPORTS.join(', ')}`);
  const optional = (
    name: 'per-day' | 'per-minute' | 'per-second' | 'fault-rate' | 'minutes-to-final' | 'season',
  ) => {
    const text = values[name];
    return text === undefined ? undefined : toNumber(name, text);
  };
  return {
    sport,
    provider: values.provider,
    port: toNumber('port', values.port),
    seed: toNumber('seed', values.seed),
    plan,
    key: values.key,
    schedulePath: values.schedule,
    timezone: values.timezone,
    season: optional('season'),
    dials: {
      perDay: optional('per-day'),
      perMinute: optional('per-minute'),
      perSecond: optional('per-second'),
      faultRate: optional('fault-rate'),
      minutesToFinal: optional('minutes-to-final'),
      latencyMs: values['latency-ms'] === undefined ? undefined : toLatency(values['latency-ms']),
      ...toObject(values.dials),
    },
    exitWithParent: values['exit-with-parent'],
    logLevel: values['log-level'],
  };
}

function toNumber(flag: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new RangeError(`--${flag} "${text}" is not a number`);
  return number;
}

function toLatency(text: string): number | [number, number] {
  const range = /^(\d+)-(\d+)$/.exec(text);
  return range ? [Number(range[1]), Number(range[2])] : toNumber('latency-ms', text);
}

function toObject(text: string): SimulatedProviderDialsPatch {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new RangeError('--dials is not a JSON object');
  // The provider checks every dial when it is created.
  return parsed;
}
