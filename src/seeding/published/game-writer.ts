import type { Database } from '../../db/database.ts';
import type { FirstPass, TaskSettings } from './lock-first-pass.ts';
import type { PublishedRow } from './read-rows.ts';
import type { BoundLayout } from './recognise-layout.ts';

/** What the writing of all games of a file has in common. */
export type GameWriter = {
  clock: { nowMs: () => number };
  db: Database;
  tasks: TaskSettings;
  bound: BoundLayout;
  /** The run of the load, which stands on every line. */
  runId: string;
  /** The name of the file, for the timeline. */
  fileName: string;
  actor: string;
};

/** What is at hand of a game whose task is locked. */
export type GameRowsAtHand = {
  task: FirstPass;
  byOwner: ReadonlyMap<string, PublishedRow>;
};
