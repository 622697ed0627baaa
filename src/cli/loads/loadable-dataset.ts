import type { AcceptedReading } from '../../schedule/accepted-readings.ts';
import type { CommandContext } from '../context.ts';
import type { Outcome } from '../outcome.ts';

/** What `load` was asked for. Options that a dataset does not name never get to it. */
export type LoadOptions = {
  dataset: string;
  file: readonly string[];
  preset?: string;
  league?: string;
  prices?: 'american' | 'decimal';
  capturedAt?: string;
  season?: number;
  withGames?: boolean;
  accept?: readonly AcceptedReading[];
  newerCopy?: boolean;
  dryRun?: boolean;
};

/** Options that only some datasets take. */
export type LoadOption =
  | 'preset'
  | 'league'
  | 'prices'
  | 'capturedAt'
  | 'season'
  | 'withGames'
  | 'accept'
  | 'newerCopy';

/** A load that is ready to begin. */
export type LoadOrder = {
  options: LoadOptions;
  /** The files by name; `-` is standard input. */
  files: readonly string[];
  /** Tells how many rows are read, and which part of all files that is. */
  onProgress: (rows: number, part: number) => void;
};

/** Data that `load` reads from files as they are published. */
export type LoadableDataset = {
  name: string;
  /** What such files hold, for the help. */
  what: string;
  takes: readonly LoadOption[];
  examples: readonly string[];
  /** What does it, imported when the dataset is meant. */
  open: () => Promise<DatasetLoad>;
};

/** How files of a dataset are loaded. */
export type DatasetLoad = {
  /** Refuses words that mean nothing before files or the database are opened; throws a usage error. */
  checkWords?: (options: LoadOptions) => void;
  load: (order: LoadOrder, context: CommandContext) => Promise<Outcome>;
};
