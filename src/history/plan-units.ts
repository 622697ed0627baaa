import { CLOSE_MOMENT, HISTORY_PARTS, type HistoryPart } from '../domain/history.ts';
import { UnknownLeagueError } from '../domain/league-filter.ts';
import { createLeagues } from '../domain/league.ts';
import type { Sport } from '../domain/sport.ts';
import { UnknownNameError, needKnown } from '../domain/unknown-name.ts';
import type { StoredLeague } from '../reference/leagues/load-leagues.ts';
import { type RangeEnd, lastSettledDay, monthsOfRange } from './days.ts';
import { type PastSource, type PastSources, tells } from './past-source.ts';
import { planFiles } from './plan-files.ts';
import type { PastFile, WantedUnit } from './wanted-unit.ts';

/** What somebody asks for. */
export type BackfillRequest = {
  /** A league by any of its names, or `all`. */
  league: string;
  from: RangeEnd;
  to: RangeEnd;
  /** The one provider to ask; undefined: the first that tells a part. */
  source?: string | undefined;
  /** Undefined: all that the sources tell. */
  parts?: readonly HistoryPart[] | undefined;
  /** Moments before each wave of starts at which prices are read; undefined: the close. */
  moments?: readonly string[] | undefined;
  /** Files to read instead of asking a provider, with what of them lies in the range. */
  files?: readonly PastFile[] | undefined;
};

export type UnitPlan = {
  league: string;
  parts: readonly HistoryPart[];
  units: readonly WantedUnit[];
  /** What is left out of what `all` or the default would take, with the reason; for people. */
  leftOut: readonly string[];
};

export type PlanningFacts = {
  leagues: readonly StoredLeague[];
  sports: readonly Sport[];
  sources: PastSources;
  nowMs: number;
};

const ALL = 'all';

/**
 * What has to be read for a request: parts in their order, months in theirs. Throws UnknownNameError for a league, source
 * or range that is not known, and for a source that does not tell what is asked of it, naming those that do.
 */
export function planUnits(request: BackfillRequest, facts: PlanningFacts): UnitPlan {
  const leagues = leaguesOf(request, facts);
  if (request.files !== undefined) return planOfFiles(request, request.files, leagues);
  const named = request.source === undefined ? undefined : sourceNamed(request.source, facts.sources);
  refuseReversed(request);
  const leftOut: string[] = [];
  const units: WantedUnit[] = [];
  for (const part of request.parts ?? HISTORY_PARTS)
    for (const league of leagues) {
      const found = sourceFor({ part, league, named }, facts.sources);
      if ('name' in found) units.push(...unitsOf({ part, league, source: found }, request, facts.nowMs));
      else leftOut.push(found.why);
    }
  const parts = HISTORY_PARTS.filter((part) => units.some((unit) => unit.part === part));
  const missing = request.parts?.find((part) => !parts.includes(part));
  if (units.length === 0 || missing !== undefined) throw nothingToRead(leftOut, request);
  return { league: leagueWords(request, leagues), parts, units, leftOut };
}

function planOfFiles(
  request: BackfillRequest,
  files: readonly PastFile[],
  leagues: readonly StoredLeague[],
): UnitPlan {
  refuseReversed(request);
  const { units, leftOut } = planFiles(files, request.parts, leagues);
  const parts = HISTORY_PARTS.filter((part) => units.some((unit) => unit.part === part));
  const own = new Set(units.map(({ league }) => league));
  const [only] = own;
  const league = own.size === 1 && only !== undefined ? only : leagueWords(request, leagues);
  return { league, parts, units, leftOut };
}

function leagueWords({ league }: BackfillRequest, [first]: readonly StoredLeague[]): string {
  return league.trim().toLowerCase() === ALL ? ALL : (first?.name ?? ALL);
}

function leaguesOf({ league }: BackfillRequest, { leagues, sports }: PlanningFacts): readonly StoredLeague[] {
  const known = leagues.filter(({ sport }) => sports.includes(sport));
  if (league.trim().toLowerCase() === ALL) return known;
  const all = createLeagues(known);
  const found = all.findOfAnySport(league);
  const stored = known.find(({ name }) => name === found?.name);
  if (!stored) throw new UnknownLeagueError({ league }, all);
  return [stored];
}

function sourceNamed(name: string, { all }: PastSources): PastSource {
  const known = needKnown(
    'source',
    'provider that tells of the past',
    name,
    all.map((one) => one.name),
  );
  const source = all.find((one) => one.name === known);
  if (!source) throw new RangeError(`${known} is no source`);
  if (source.offBecause === undefined) return source;
  throw new UnknownNameError(
    'source',
    `${source.displayName} takes no calls: ${source.offBecause}`,
    'Switch it on (see docs/providers.md), or name another source.',
  );
}

type Wanted = { part: HistoryPart; league: StoredLeague; named: PastSource | undefined };

/** Who tells a part of a league, or why nobody does. */
function sourceFor({ part, league, named }: Wanted, sources: PastSources): PastSource | { why: string } {
  const able = sources.all.filter((source) => tells(source, part, league));
  const on = able.filter(({ offBecause }) => offBecause === undefined);
  if (part === 'box-scores') return boxScoreSource({ league, named, able }, sources);
  const found = named ? on.find(({ name }) => name === named.name) : on[0];
  return found ?? { why: whyNobody(part, league, { able, named }) };
}

/** Box scores are read by seeding, which asks the sources in the order of its configuration. */
function boxScoreSource(
  {
    league,
    named,
    able,
  }: { league: StoredLeague; named: PastSource | undefined; able: readonly PastSource[] },
  { boxScoresFrom }: PastSources,
): PastSource | { why: string } {
  const first = boxScoresFrom(league.sport);
  const found = able.find(({ name, offBecause }) => name === first && offBecause === undefined);
  if (!found) return { why: whyNobody('box-scores', league, { able, named: undefined }) };
  if (named === undefined || named.name === found.name) return found;
  return {
    why: `box scores of ${league.name} are read from ${found.displayName}, the first of BOX_SCORE_SOURCES, and not from ${named.displayName}`,
  };
}

function whyNobody(
  part: HistoryPart,
  { name }: StoredLeague,
  { able, named }: { able: readonly PastSource[]; named: PastSource | undefined },
): string {
  const others = able.map(({ displayName, name: word, offBecause }) =>
    offBecause === undefined ? word : `${word} (${displayName} takes no calls: ${offBecause})`,
  );
  const who = named
    ? `${named.displayName} tells no ${part} of ${name}`
    : `nobody tells the ${part} of ${name}`;
  return others.length === 0 ? who : `${who}; those that have it: ${others.join(', ')}`;
}

function unitsOf(
  { part, league, source }: { part: HistoryPart; league: StoredLeague; source: PastSource },
  request: BackfillRequest,
  nowMs: number,
): WantedUnit[] {
  const moments = part === 'odds' ? (request.moments ?? [CLOSE_MOMENT]) : [''];
  const since = part === 'odds' ? (source.history[league.sport]?.odds?.since ?? '') : '';
  const months = monthsOfRange(league, request, lastSettledDay(nowMs, league.timezone));
  return months
    .filter(({ last }) => last >= since)
    .flatMap(({ unit, first, last }) =>
      moments.map((moment) => ({
        leagueId: league.id,
        league: league.name,
        sport: league.sport,
        part,
        source: source.name,
        moment,
        unit,
        fromDay: first > since ? first : since,
        toDay: last,
      })),
    );
}

/** A range that ends before it begins, as far as its form alone can tell. */
function refuseReversed({ from, to }: BackfillRequest): void {
  const start = 'day' in from ? from.day : String(from.season);
  const end = 'day' in to ? to.day : String(to.season);
  const isComparable = 'day' in from === 'day' in to;
  if (isComparable && start > end)
    throw new UnknownNameError('to', `${end} is before ${start}`, 'Give the earlier one with --from.');
}

function nothingToRead(leftOut: readonly string[], { from, to }: BackfillRequest): UnknownNameError {
  const [why] = leftOut;
  if (why !== undefined)
    return new UnknownNameError('source', why, 'Name another source or part, or switch one of those on.');
  const words = (end: RangeEnd): string => ('day' in end ? end.day : String(end.season));
  return new UnknownNameError(
    'from',
    `no day from ${words(from)} to ${words(to)} is over on which games can lie`,
    'A back-fill reads days of the past only; what is to come is read by refresh-schedules.',
  );
}
