import type { Executor } from '../db/database.ts';
import type { TeamDirectory } from '../reference/teams/team-directory.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import type { VanishedPolicy } from './difference/vanished-games.ts';
import type { IngestRequest, WrittenRows } from './ingest-request.ts';
import type { ReadFile } from './read-file.ts';

/** A file that has been read, with what is to become of it. */
export type ReadOrder = {
  request: Omit<IngestRequest, 'source'> & {
    /** Whether the rows are a provider's list, whose words nobody can correct. */
    isProvided?: boolean;
    /** Which provider lists them. */
    provider?: string;
  };
  file: ReadFile;
  directory: TeamDirectory;
  startedAtMs: number;
  /** The run that asked for the rows and writes its own entry; without it the import is a run of its own. */
  runId?: string | undefined;
  /** SHA-256 of the file. */
  fileHash?: string;
  /** Whether the rows are old ones that waited: what newer imports said since then stays. */
  isRetry?: boolean;
  /** What is known about games that a provider's list does not name any more. */
  vanished?: Pick<VanishedPolicy, 'goneIds' | 'rejectedRows' | 'refusedProviderIds'>;
  /** Writes what is learnt from the rows beside the games themselves, in the same transaction. */
  alsoWrite?: (tx: Executor, plan: SchedulePlan<number>) => Promise<void>;
  /** Writes in the same transaction, once, whatever came of the rows: how far whoever asked for them has come. */
  inTheEnd?: ((tx: Executor, written: WrittenRows) => Promise<void>) | undefined;
};
