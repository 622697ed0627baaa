import type { HistoryPart } from '../domain/history.ts';
import { countDays } from './days.ts';
import type { PastSource } from './past-source.ts';
import type { WantedUnit } from './wanted-unit.ts';

/** What is known of the games of a month: finished ones without lines, and waves of starts. */
export type KnownGames = { games: number; withoutLines: number; waves: number };

export type EstimateFacts = {
  sources: readonly PastSource[];
  /** What is known of the games of a unit's month; undefined where none of them is. */
  gamesOf: (unit: WantedUnit) => KnownGames | undefined;
  /** Credits of a snapshot of the past. */
  creditsOfSnapshot: number;
};

/** What a part of a league at a source is thought to take; field names as published. */
export type EstimateRow = {
  league: string;
  part: HistoryPart;
  source: string;
  /** Of prices, the moment before the starts. */
  odds_at: string | null;
  units: number;
  calls: number;
  credits: number;
};

export type Estimate = {
  units: number;
  calls: number;
  credits: number;
  /** Hours at the pace of the last priority, where nothing else is asked of the hosts. */
  hours: number;
  by: readonly EstimateRow[];
  /** Months whose games are not known yet, so that what follows from them is assumed. */
  months_assumed: number;
};

/** Of a month whose games nobody knows yet: games and waves of starts a day, on the high side. */
const ASSUMED = { gamesADay: 7, wavesADay: 4 };

/** Adds up what units are thought to take: answers that are kept already cost nothing in the end, and are counted here. Pure. */
export function estimateOf(units: readonly WantedUnit[], facts: EstimateFacts): Estimate {
  const rows: EstimateRow[] = [];
  let assumed = 0;
  for (const group of Map.groupBy(
    units,
    ({ leagueId, part, source, moment }) => `${leagueId} ${part} ${source} ${moment}`,
  ).values()) {
    const [first] = group;
    if (!first) continue;
    const { league, part, source, moment } = first;
    const row = {
      league,
      part,
      source,
      odds_at: moment === '' ? null : moment,
      units: group.length,
      calls: 0,
      credits: 0,
    };
    if (part !== 'schedule' && first.content === undefined)
      assumed += group.filter((unit) => facts.gamesOf(unit) === undefined).length;
    row.calls = Math.ceil(callsOf(group, facts));
    if (part === 'odds') row.credits = row.calls * facts.creditsOfSnapshot;
    rows.push(row);
  }
  const sum = (name: 'calls' | 'credits'): number => rows.reduce((total, row) => total + row[name], 0);
  return {
    units: units.length,
    calls: sum('calls'),
    credits: sum('credits'),
    hours: hoursOf(rows, facts.sources),
    by: rows,
    months_assumed: assumed,
  };
}

function callsOf(units: readonly WantedUnit[], facts: EstimateFacts): number {
  const [first] = units;
  if (!first || first.content !== undefined) return 0;
  const past = facts.sources.find(({ name }) => name === first.source)?.history[first.sport];
  switch (first.part) {
    case 'schedule':
      return past?.schedule?.by === 'season' ? seasonsOf(units) : sumOf(units, daysOf);
    case 'box-scores': {
      const each = past?.boxScores?.callsPerGame ?? 1;
      return sumOf(
        units,
        (unit) => each * (facts.gamesOf(unit)?.withoutLines ?? ASSUMED.gamesADay * daysOf(unit)),
      );
    }
    case 'odds':
      return sumOf(units, (unit) => facts.gamesOf(unit)?.waves ?? ASSUMED.wavesADay * daysOf(unit));
  }
}

function daysOf({ fromDay, toDay }: WantedUnit): number {
  return countDays({ first: fromDay, last: toDay });
}

/** A season is one call, which its months share; the years that months lie in are one fewer than the seasons at most. */
function seasonsOf(units: readonly WantedUnit[]): number {
  return new Set(units.map(({ unit }) => unit.slice(0, 4))).size + 1;
}

function sumOf(units: readonly WantedUnit[], of: (unit: WantedUnit) => number): number {
  return units.reduce((total, unit) => total + of(unit), 0);
}

/** Calls of one source follow each other, whatever they are for. A day that takes only so many is waited out. */
function hoursOf(rows: readonly EstimateRow[], sources: readonly PastSource[]): number {
  const hours = [...Map.groupBy(rows, ({ source }) => source)].map(([name, some]) => {
    const calls = some.reduce((total, row) => total + row.calls, 0);
    const { perHour = 1, perDay = 1 } = sources.find((source) => source.name === name)?.pace ?? {};
    const fullDays = Math.max(0, Math.ceil(calls / perDay) - 1);
    return fullDays * 24 + (calls - fullDays * perDay) / perHour;
  });
  return Math.round(hours.reduce((total, one) => total + one, 0) * 100) / 100;
}
