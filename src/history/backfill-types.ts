import type { Page } from '../db/cursor.ts';
import type { Database } from '../db/database.ts';
import type { Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { BackfillView, UnitView } from './backfill-view.ts';
import type { Divided } from './divide-units.ts';
import type { Estimate } from './estimate.ts';
import type { PastSources } from './past-source.ts';
import type { FilesOutlook } from './plan-files.ts';
import type { BackfillRequest, UnitPlan } from './plan-units.ts';
import type { FileRequest, ReadPastFile } from './request-of-file.ts';

/** Which page of a list: from a cursor on, so many rows at the most. */
export type PageRequest = { cursor?: string | undefined; limit?: number | undefined };

/** What a request would come to. */
export type Outlook = {
  league: string;
  parts: UnitPlan['parts'];
  estimate: Estimate;
  /** Units that are read already, and those that another open back-fill has. */
  units_done: number;
  units_held: number;
  left_out: readonly string[];
  /** What the files hold; null where providers are asked. */
  files: FilesOutlook | null;
  /** Credits that are left for back-fills in this month; null where none are counted, or none are needed. */
  credits_left: number | null;
};

export type BackfillAnswer =
  | { ok: true; backfill: BackfillView; message: string; isNew: boolean }
  | { ok: false; reason: 'not_found' | 'conflict' | 'costs'; message: string };

/** How a back-fill is begun. */
export type StartOrder = {
  actor: string;
  /** A back-fill of the same range that is paused goes on. */
  isResumed?: boolean | undefined;
  /** It may cost credits that the plan does not have this month: what is missing is waited for. */
  areCostsConfirmed?: boolean | undefined;
};

/** Back-fills of the past: of any league, from any source that tells of it. */
export type HistoryBackfills = {
  /** What a request would take. Throws UnknownNameError where it names what is not known. */
  outlook: (request: BackfillRequest) => Promise<Outlook>;
  /** Begins one over what is not read yet; one that has units of the request is answered instead. Throws as `outlook`. */
  start: (request: BackfillRequest, order: StartOrder) => Promise<BackfillAnswer & { outlook: Outlook }>;
  /** What a file that somebody sends asks for. Throws LoadFileError, UnknownLeagueError. */
  requestOfFile: (file: FileRequest) => Promise<BackfillRequest>;
  get: (id: number) => Promise<BackfillView | undefined>;
  /** A page of them, the newest first. Throws CursorError. */
  list: (page?: PageRequest) => Promise<Page<BackfillView>>;
  units: (id: number) => Promise<readonly UnitView[]>;
  /** What is under way is finished; no further step is made. */
  pause: (id: number, actor: string) => Promise<BackfillAnswer>;
  /** Goes on; of one that has failed or was cancelled, with the units that are not read. */
  resume: (id: number, actor: string) => Promise<BackfillAnswer>;
  cancel: (id: number, actor: string) => Promise<BackfillAnswer>;
};

export type HistoryBackfillsDeps = {
  db: Database;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
  publish: () => Promise<unknown>;
  sports: readonly Sport[];
  sources: PastSources;
  /** Credits of a snapshot of the past, as odds are collected here. */
  creditsOfSnapshot: number;
  creditsLeft: (source: string) => Promise<number | undefined>;
  readFile: ReadPastFile;
};

/** A request held against what is there. */
export type Look = { plan: UnitPlan; divided: Divided; outlook: Outlook };
