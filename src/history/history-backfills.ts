import { eq } from 'drizzle-orm';
import { backfills } from '../db/schema/backfills.ts';
import type { BackfillStatus } from '../domain/history.ts';
import { createLeagues } from '../domain/league.ts';
import { loadStoredLeagues } from '../reference/leagues/load-leagues.ts';
import type { HistoryBackfills, HistoryBackfillsDeps, Look, Outlook } from './backfill-types.ts';
import { type BackfillView, selectBackfills, selectUnits } from './backfill-view.ts';
import { changeBackfill } from './change-backfill.ts';
import { type Divided, divideUnits } from './divide-units.ts';
import { estimateOf } from './estimate.ts';
import { knownGames } from './known-games.ts';
import { knownUnits } from './known-units.ts';
import { pageByNumber } from './page-by-number.ts';
import { filesOutlook } from './plan-files.ts';
import { type BackfillRequest, planUnits } from './plan-units.ts';
import { requestOfFile } from './request-of-file.ts';
import type { WantedUnit } from './wanted-unit.ts';
import { startBackfill } from './start-backfill.ts';

export function createHistoryBackfills(deps: HistoryBackfillsDeps): HistoryBackfills {
  const { db } = deps;
  const get = async (id: number): Promise<BackfillView | undefined> =>
    (await selectBackfills(db, eq(backfills.id, id), 1))[0];
  const act = (to: BackfillStatus) => (id: number, actor: string) =>
    changeBackfill(deps, { id, to, actor, get });
  return {
    outlook: async (request) => (await lookAt(deps, request)).outlook,
    async start(request, order) {
      const look = await lookAt(deps, request);
      return { ...(await startBackfill(deps, { ...look, order, get })), outlook: look.outlook };
    },
    async requestOfFile(file) {
      const leagues = createLeagues(await loadStoredLeagues(db));
      return requestOfFile(file, { leagues, readFile: deps.readFile });
    },
    get,
    list: (page) => pageByNumber(page, (where, limit) => selectBackfills(db, where, limit)),
    units: (id) => selectUnits(db, id),
    pause: act('paused'),
    resume: act('running'),
    cancel: act('cancelled'),
  };
}

async function lookAt(deps: HistoryBackfillsDeps, request: BackfillRequest): Promise<Look> {
  const { db, clock, sports, sources, creditsOfSnapshot } = deps;
  const leagues = await loadStoredLeagues(db);
  const plan = planUnits(request, { leagues, sports, sources, nowMs: clock.nowMs() });
  const divided = divideUnits(plan.units, await knownUnits(db, plan.units));
  const open = [...divided.fresh, ...divided.again.map(leftOf)];
  const gamesOf = await knownGames(db, open);
  const estimate = estimateOf(open, { sources: sources.all, gamesOf, creditsOfSnapshot });
  const paid = estimate.by.find(({ credits }) => credits > 0);
  const left = paid && (await deps.creditsLeft(paid.source));
  const outlook: Outlook = {
    league: plan.league,
    parts: plan.parts,
    estimate,
    units_done: divided.done.length,
    units_held: divided.held.length,
    left_out: plan.leftOut,
    files: request.files === undefined ? null : filesOutlook(request.files),
    credits_left: left ?? null,
  };
  return { plan, divided, outlook };
}

/** What of a unit is left, where it goes on at a day. */
function leftOf({ wanted, fromDay, toDay, cursor }: Divided['again'][number]): WantedUnit {
  const from = cursor?.slice(0, 10) ?? fromDay;
  return { ...wanted, fromDay: from > toDay ? toDay : from, toDay };
}
