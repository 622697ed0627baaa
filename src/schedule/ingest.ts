import { type IngestOptions, bringIn } from './bring-in.ts';
import { bringInProvidedGames } from './provided/bring-in-provided.ts';
import type { IngestService } from './ingest-request.ts';
import { loadOpenRows } from './quarantine-store.ts';
import { refuseOtherSport } from './other-sport.ts';
import { readRows } from './read-rows.ts';
import { loadTeamDirectory } from './team-directory.ts';
import { undoImport } from './undo-import.ts';

/**
 * Schedule files into games and tasks: read and resolve, compare with what is there, write the difference in one
 * transaction with a handful of bulk statements, then publish.
 */
export function createIngestService(options: IngestOptions): IngestService {
  const { db, clock } = options;
  return {
    async ingest(request) {
      const startedAtMs = clock.nowMs();
      const directory = await loadTeamDirectory(db, request.sport);
      const findOpenRow = await loadOpenRows(db, request.sport, request.seasonYear);
      const file = await readRows(request, { resolverOf: directory.resolverOf, findOpenRow });
      refuseOtherSport(file, request);
      return bringIn(options, { request, file, directory, startedAtMs });
    },
    ingestGames: (season) => bringInProvidedGames(options, season),
    undo: (importId, actor) => undoImport(options, importId, actor),
  };
}
