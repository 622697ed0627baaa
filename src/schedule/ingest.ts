import { type Hash, createHash } from 'node:crypto';
import { bringIn } from './bring-in.ts';
import type { IngestOptions } from './ingest-options.ts';
import { bringInProvidedGames } from './provided/bring-in-provided.ts';
import type { IngestRequest, IngestResult, IngestService } from './ingest-request.ts';
import { loadOpenRows } from './quarantine-store.ts';
import { refuseOtherSeason } from './other-season.ts';
import { refuseOtherSport } from './other-sport.ts';
import { takeNewTeams } from './new-teams.ts';
import { readRows } from './read-rows.ts';
import { loadTeamDirectory } from '../reference/teams/team-directory.ts';
import { undoImport } from './undo/undo-import.ts';

/**
 * Schedule files into games and tasks: read and resolve, compare with what is there, write the difference in one
 * transaction with a handful of bulk statements, then publish.
 */
export function createIngestService(options: IngestOptions): IngestService {
  const { clock, tracer, logger } = options;
  return {
    ingest(request) {
      const { sport, seasonYear, isDryRun } = request;
      const attributes = {
        'scoracle.sport': sport,
        'scoracle.season': seasonYear,
        'scoracle.dry_run': isDryRun,
      };
      return tracer.span('schedule.ingest', { attributes }, () => ingest(request));
    },
    ingestGames: (season) => bringInProvidedGames(options, season),
    undo: (importId, actor) => undoImport(options, importId, actor),
  };

  async function ingest(request: IngestRequest): Promise<IngestResult> {
    const startedAtMs = clock.nowMs();
    const db = request.takenBackIn ?? options.db;
    const hash = createHash('sha256');
    let directory = await loadTeamDirectory(db, request.sport);
    const findOpenRow = await loadOpenRows(db, request.sport, request.seasonYear);
    const file = await tracer.span('schedule.parse', {}, async (span) => {
      const read = await readRows(
        { ...request, source: hashed(request.source, hash) },
        { ...directory, sport: request.sport, findOpenRow, heldGames: options.heldGames },
      );
      span.note({ 'scoracle.rows': read.rows, 'scoracle.games': read.games.length });
      return read;
    });
    refuseOtherSport(file, request, directory.leagues);
    refuseOtherSeason(file, request);
    const reading = { ...directory, sport: request.sport, findOpenRow };
    directory = await takeNewTeams(file, request, { db, logger, directory, reading });
    const { inTheEnd } = request;
    return bringIn(options, {
      request,
      file,
      directory,
      startedAtMs,
      fileHash: hash.digest('hex'),
      inTheEnd,
    });
  }
}

/** The bytes as they come, which are hashed on their way. */
async function* hashed(source: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
}
