/** The right to one run of a job. */
export type ClaimedRun = {
  name: string;
  fence: number;
  dueAt: Date;
  startedAt: Date;
  isRequested: boolean;
  /** Failed runs in a row before this one. */
  failuresInARow: number;
  /** The process that had the job and vanished in the middle; null where the run before ended in order. */
  lostHolder: string | null;
  /** When that run began. */
  lostStartedAt: Date | null;
};

/** Another process has the job now: this one was away for longer than its lease holds. */
export class JobTakenOverError extends Error {
  override readonly name = 'JobTakenOverError';

  constructor(job: string) {
    super(`another process runs ${job}`);
  }
}
