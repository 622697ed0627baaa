import { DateTime } from 'luxon';
import type { League } from '../domain/league.ts';
import type { SeasonList } from '../domain/scheduled-game.ts';
import { type SeasonYear, currentOrNextSeason } from '../domain/season.ts';
import type { WorkOutcome } from '../jobs/kinds.ts';
import type { PastGame } from '../providers/history.ts';
import type { WrittenRows } from '../schedule/ingest-request.ts';
import type { Asking } from './asking.ts';
import { dayAfter, settledAtMs } from './days.ts';
import type { HistoryDeps, PastPorts } from './history-deps.ts';
import { type AfterStep, NO_COUNTS, type StepCounts, type UnitInHand, saveStep } from './unit-progress.ts';
import { writePeriods } from './write-periods.ts';

/** A step that reads games: the unit, its league, and how to ask on its behalf. */
export type ScheduleStep = {
  unit: UnitInHand;
  league: League;
  ports: PastPorts;
  runId: string;
  asking: (goodSinceMs: number) => Asking;
};

/** Reads the next day of a unit, or all of it where its source lists seasons, and brings the games in with their results. */
export async function readSchedule(deps: HistoryDeps, step: ScheduleStep): Promise<WorkOutcome> {
  const { history, schedule } = step.ports;
  if (history) return readDay(deps, step, history);
  if (schedule) return readSeasons(deps, step, schedule);
  return { kind: 'fail', errorType: 'no_source', message: `${step.unit.source} lists no games of the past` };
}

async function readDay(
  deps: HistoryDeps,
  step: ScheduleStep,
  history: NonNullable<PastPorts['history']>,
): Promise<WorkOutcome> {
  const { unit, league } = step;
  const day = unit.cursor ?? unit.fromDay;
  const asking = step.asking(settledAtMs(day, league.timezone));
  const listed = await history.gamesOfDay(league, day, asking.context);
  const next = dayAfter(day);
  const after: AfterStep = next > unit.toDay ? 'completed' : { cursor: next };
  await bringIn(deps, step, { listed, spent: asking.spent(), after });
  return { kind: 'done', note: `${day}: ${listed.games.length} games`, afterwards: deps.publish };
}

/** The seasons that the month may have days of, each in a call that the other months of it share. */
async function readSeasons(
  deps: HistoryDeps,
  step: ScheduleStep,
  schedule: NonNullable<PastPorts['schedule']>,
): Promise<WorkOutcome> {
  const { unit, league } = step;
  const games: PastGame[] = [];
  const asking = step.asking(settledAtMs(unit.toDay, league.timezone));
  const seasons = new Set([unit.fromDay, unit.toDay].map((day) => currentOrNextSeason(league, day)));
  for (const season of seasons) {
    const list = await schedule.seasonGames(league, season, asking.context);
    // Rows that cannot be read belong to no month; those of a season that goes on are told by its refresh.
    games.push(
      ...list.games.filter((game) => isWithin(game, unit, league)).map((game) => ({ ...game, season })),
    );
  }
  await bringIn(deps, step, { listed: { games, unreadable: [] }, spent: asking.spent(), after: 'completed' });
  return { kind: 'done', note: `${unit.unit}: ${games.length} games`, afterwards: deps.publish };
}

function isWithin({ startMs }: PastGame, { fromDay, toDay }: UnitInHand, { timezone }: League): boolean {
  const day = dayIn(startMs, timezone);
  return day >= fromDay && day <= toDay;
}

function dayIn(atMs: number, zone: string): string {
  return DateTime.fromMillis(atMs, { zone }).toISODate() ?? '';
}

type Brought = {
  listed: SeasonList<PastGame>;
  spent: Pick<StepCounts, 'calls' | 'credits'>;
  after: AfterStep;
};

/**
 * Brings games in season by season; how far the unit is, is written with the last of them. A run that is lost between
 * two seasons leaves the first, which the next run finds unchanged.
 */
async function bringIn(deps: HistoryDeps, step: ScheduleStep, brought: Brought): Promise<void> {
  const { unit, runId } = step;
  const { listed, spent, after } = brought;
  const told = { source: unit.source, runId };
  const seasons = [...Map.groupBy(listed.games, (game) => seasonOf(game, step.league))];
  const total = { ...NO_COUNTS, ...spent };
  const last = seasons.pop() ?? seasonWithoutGames(listed, step);
  if (last === undefined) {
    await deps.db.transaction((tx) => saveStep(tx, unit, { counts: total, after, runId }));
    return;
  }
  for (const [season, games] of seasons) {
    let counts = NO_COUNTS;
    await ingest(deps, step, { season, games, unreadable: [] }, async (tx, written) => {
      await writePeriods(tx, games, told);
      counts = countsOfGames(written);
    });
    add(total, counts);
  }
  const [season, games] = last;
  await ingest(deps, step, { season, games, unreadable: listed.unreadable }, async (tx, written) => {
    await writePeriods(tx, games, told);
    const counts = { ...total };
    add(counts, countsOfGames(written));
    await saveStep(tx, unit, { counts, after, runId });
  });
}

/** Rows that cannot be read go to quarantine under the season of the day, also where there is nothing else. */
function seasonWithoutGames(
  { unreadable }: SeasonList<PastGame>,
  { unit, league }: ScheduleStep,
): [SeasonYear, PastGame[]] | undefined {
  return unreadable.length === 0 ? undefined : [currentOrNextSeason(league, unit.cursor ?? unit.fromDay), []];
}

function seasonOf({ season, startMs }: PastGame, league: League): SeasonYear {
  return season ?? currentOrNextSeason(league, dayIn(startMs, league.timezone));
}

async function ingest(
  { ingestService }: HistoryDeps,
  { unit, league, runId }: ScheduleStep,
  { season, games, unreadable }: { season: SeasonYear } & SeasonList<PastGame>,
  inTheEnd: NonNullable<Parameters<HistoryDeps['ingestService']['ingestGames']>[0]['inTheEnd']>,
): Promise<void> {
  await ingestService.ingestGames({
    sport: league.sport,
    seasonYear: season,
    leagueName: league.name,
    games,
    unreadable,
    source: unit.source,
    runId,
    inTheEnd,
    // A day, or a month, is no whole season: nothing that it leaves out is gone.
    isSync: false,
    isDryRun: false,
    isStrict: false,
    // Box scores of the past are asked for by themselves.
    past: 'none',
    actor: `back-fill ${unit.backfillId}`,
    askAbout: () => Promise.resolve(undefined),
  });
}

/** What an ingest of games came to, as a unit counts it. */
export function countsOfGames({
  games_added,
  games_moved,
  games_updated,
  games_unchanged,
  quarantined,
}: WrittenRows): StepCounts {
  return {
    ...NO_COUNTS,
    read: games_added + games_moved + games_unchanged + quarantined,
    added: games_added,
    changed: games_moved + games_updated,
    same: games_unchanged - games_updated,
    refused: quarantined,
  };
}

function add(total: StepCounts, counts: StepCounts): void {
  for (const name of Object.keys(total) as (keyof StepCounts)[]) total[name] += counts[name];
}
