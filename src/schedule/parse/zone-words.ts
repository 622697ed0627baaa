import { knownZone } from './local-time.ts';
import type { ZoneMeaning } from './date-and-time.ts';

const NEW_YORK = 'America/New_York';

const CHICAGO = 'America/Chicago';
const DENVER = 'America/Denver';
const LOS_ANGELES = 'America/Los_Angeles';
const LONDON = 'Europe/London';
const PARIS = 'Europe/Paris';

const ZONES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  z: 'UTC',
  zulu: 'UTC',
  'universal coordinated': 'UTC',
  'coordinated universal': 'UTC',
  et: NEW_YORK,
  eastern: NEW_YORK,
  'us eastern': NEW_YORK,
  'new york': NEW_YORK,
  nyc: NEW_YORK,
  ct: CHICAGO,
  central: CHICAGO,
  'us central': CHICAGO,
  chicago: CHICAGO,
  mt: DENVER,
  mountain: DENVER,
  'us mountain': DENVER,
  denver: DENVER,
  pt: LOS_ANGELES,
  pacific: LOS_ANGELES,
  'us pacific': LOS_ANGELES,
  'los angeles': LOS_ANGELES,
  uk: LONDON,
  gb: LONDON,
  england: LONDON,
  britain: LONDON,
  british: LONDON,
  london: LONDON,
  ireland: 'Europe/Dublin',
  dublin: 'Europe/Dublin',
  france: PARIS,
  paris: PARIS,
  spain: 'Europe/Madrid',
  madrid: 'Europe/Madrid',
  germany: 'Europe/Berlin',
  berlin: 'Europe/Berlin',
  italy: 'Europe/Rome',
  rome: 'Europe/Rome',
  'central european': PARIS,
  jst: 'Asia/Tokyo',
  kst: 'Asia/Seoul',
  hkt: 'Asia/Hong_Kong',
  sgt: 'Asia/Singapore',
  msk: 'Europe/Moscow',
};

/** Name, minutes ahead of UTC, and the zone whose clocks have that name for a half of the year. */
const HALF_YEARS: Readonly<Record<string, readonly [minutes: number, zone: string]>> = {
  est: [-300, NEW_YORK],
  edt: [-240, NEW_YORK],
  cdt: [-300, CHICAGO],
  mst: [-420, DENVER],
  mdt: [-360, DENVER],
  pst: [-480, LOS_ANGELES],
  pdt: [-420, LOS_ANGELES],
  bst: [60, LONDON],
  cet: [60, PARIS],
  cest: [120, PARIS],
  mez: [60, PARIS],
  mesz: [120, PARIS],
  wet: [0, 'Europe/Lisbon'],
  west: [60, 'Europe/Lisbon'],
  eet: [120, 'Europe/Athens'],
  eest: [180, 'Europe/Athens'],
  aest: [600, 'Australia/Sydney'],
  aedt: [660, 'Australia/Sydney'],
};

const SEVERAL: Readonly<Record<string, readonly string[]>> = {
  cst: [CHICAGO, 'Asia/Shanghai'],
  ist: ['Asia/Kolkata', 'Asia/Jerusalem', 'Europe/Dublin'],
  ast: ['America/Halifax', 'Asia/Riyadh'],
  gst: ['Asia/Dubai', 'Atlantic/South_Georgia'],
};

const LOCAL = new Set(['local', 'loc', 'lt', 'venue', 'venue local', 'local venue', 'stadium', 'ortszeit']);

/** Reads what people and publishers write for a zone: IANA names, abbreviations, countries, offsets from UTC. */
export function readZoneWord(text: string): ZoneMeaning | undefined {
  const trimmed = text.trim();
  const zone = knownZone(trimmed);
  if (zone !== undefined) return { kind: 'zone', zone };
  const offset = /^(?:utc|gmt)?\s*([+\u2212-])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(trimmed);
  if (offset) {
    const [, sign, hours, minutes = '0'] = offset;
    const size = Number(hours) * 60 + Number(minutes);
    return Number(hours) > 14 ? undefined : { kind: 'offset', minutes: sign === '+' ? size : -size };
  }
  const word = trimmed
    .toLowerCase()
    .replaceAll(/[._/-]+/g, ' ')
    .replace(/\s*\b(standard|daylight|summer)?\s*(time|times|tz|zone|timezone)$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return wordMeaning(word);
}

function wordMeaning(word: string): ZoneMeaning | undefined {
  const zone = ownValue(ZONES, word);
  if (zone !== undefined) return { kind: 'zone', zone };
  const half = ownValue(HALF_YEARS, word);
  if (half) return { kind: 'half_year', minutes: half[0], zone: half[1] };
  const several = ownValue(SEVERAL, word);
  if (several) return { kind: 'several', zones: several };
  return LOCAL.has(word) ? { kind: 'local' } : undefined;
}

function ownValue<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
