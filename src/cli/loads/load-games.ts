import type { App } from '../../app/app.ts';
import type { Undoable } from '../../db/taken-back.ts';
import type { League } from '../../domain/league.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import { gamesOfFile } from '../../odds/published/games-of-file.ts';
import type { AcceptedReading } from '../../schedule/accepted-readings.ts';
import { operator } from '../operator.ts';
import type { FileSource } from './load-files.ts';

/** What bringing in the games of one season of an archive came to; field names as they are published. */
export type BroughtSeason = {
  source: string;
  season: number;
  games_added: number;
  games_unchanged: number;
  quarantined: number;
  /** Why rows wait in the quarantine of schedules, and how many of each. */
  by_reason: Readonly<Record<string, number>>;
};

type Asked = {
  preset: string | undefined;
  league: League | undefined;
  accept: readonly AcceptedReading[] | undefined;
  /** Games are brought in by `db`, a transaction that is taken back. */
  isDryRun: boolean;
  db: Undoable;
};

/**
 * Brings in the games of an archive, season by season, as schedules are brought in; games that are over are not seeded.
 * Throws LoadFileError where the file is of no archive or tells no days.
 */
export async function bringGames(
  app: App,
  { request }: FileSource,
  { preset, league, accept, isDryRun, db }: Asked,
): Promise<readonly BroughtSeason[]> {
  const leagues = await app.leagueRegister.current();
  const file = await gamesOfFile({ open: request.open, preset, league, leagues });
  if (file?.hasDays !== true) throw noGames(file === undefined);
  const brought: BroughtSeason[] = [];
  for (const season of file.seasons) {
    const { sport, seasonYear, leagueName } = season;
    const result = await app.ingestService.ingest({
      source: await season.source(),
      sourceName: request.sourceName,
      sport,
      seasonYear,
      leagueName,
      preset: season.preset,
      accept,
      isSync: false,
      isDryRun,
      ...(isDryRun ? { takenBackIn: db } : {}),
      isStrict: false,
      past: 'none',
      actor: operator().name,
    });
    const reasons = Map.groupBy(result.quarantined, ({ reason }) => reason);
    brought.push({
      source: request.sourceName,
      season: seasonYear,
      games_added: result.games_added,
      games_unchanged: result.games_unchanged,
      quarantined: result.quarantined.length,
      by_reason: Object.fromEntries([...reasons].map(([reason, rows]) => [reason, rows.length])),
    });
  }
  return brought;
}

function noGames(isNoArchive: boolean): LoadFileError {
  return new LoadFileError(
    'no_games',
    isNoArchive ? 'the file is of no archive of lines' : 'the file does not tell the days of its games',
    'Leave --with-games out, and bring the games in with ingest-schedule from a file that has their days.',
  );
}
