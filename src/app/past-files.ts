import type { Database } from '../db/database.ts';
import type { League, Leagues } from '../domain/league.ts';
import type { PastFile } from '../history/wanted-unit.ts';
import { sliceArchive } from '../odds/published/slice-archive.ts';
import { sliceBoxScores } from '../seeding/published/slice-box-scores.ts';

export type PastFileRequest = {
  open: () => Promise<AsyncIterable<Buffer>>;
  name: string;
  isNewerCopy: boolean;
  preset?: string | undefined;
  leagues: Leagues;
  isWanted: (league: League, day: string) => boolean;
};

/**
 * Reads a file of published data as a source of the past: archives of lines tell games and prices, files of box scores
 * the lines of games that are known. Throws LoadFileError where it is neither.
 */
export async function readPastFile(
  db: Database,
  { name, isNewerCopy, ...request }: PastFileRequest,
): Promise<PastFile> {
  const archive = await sliceArchive(request);
  if (archive) return { ...archive, name, isNewerCopy, parts: ['schedule', 'odds'] };
  return { ...(await sliceBoxScores(db, request)), name, isNewerCopy, parts: ['box-scores'] };
}
