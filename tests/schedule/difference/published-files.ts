import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sport } from '../../../src/domain/sport.ts';
import type { ExistingGame } from '../../../src/schedule/difference/change-types.ts';
import { withoutPlaceholderTime } from '../../../src/schedule/parse/placeholder-times.ts';
import { openSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { type ResolvedGame, resolveGame } from '../../../src/schedule/resolve-game.ts';
import { createTeamResolver, type TeamResolver } from '../../../src/reference/names/team-resolver.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';
import { findPlaceholderTimes } from '../../support/find-placeholders.ts';

/** Schedules as their publishers released them, beside the checkout; not part of the project. */
const FOLDER = fileURLToPath(new URL('../../../../shared/data/schedules/', import.meta.url));

export function arePublishedFilesThere(): boolean {
  const isThere = existsSync(FOLDER);
  if (!isThere) console.warn(`skipped: the published schedules are absent (${FOLDER})`);
  return isThere;
}

export type PublishedFile = {
  preset: string;
  rows: number;
  games: ResolvedGame<string>[];
  otherSeasons: number;
  /** How many rows were refused, by reason. */
  refused: Record<string, number>;
  /** How many times were found to hold a place only. */
  placeholders: number;
};

/** Reads a published file all the way to games with known teams. */
export async function readPublished(path: string, sport: Sport, season: number): Promise<PublishedFile> {
  const { preset, rows } = await openSchedule(createReadStream(FOLDER + path), {
    sport,
    leagues: BUILT_IN,
    season,
    fileName: basename(path),
  });
  const file: PublishedFile = { preset, rows: 0, games: [], otherSeasons: 0, refused: {}, placeholders: 0 };
  const resolvers = new Map<string, TeamResolver<string>>();
  for await (const row of rows) {
    file.rows += 1;
    if (row.otherSeason) {
      file.otherSeasons += 1;
      continue;
    }
    const league = row.ok ? row.game.leagueName : '';
    const resolver = resolvers.get(league) ?? createTeamResolver(referenceResolvableTeams(league), []);
    resolvers.set(league, resolver);
    const outcome = row.ok ? resolveGame(row.game, resolver, sport) : row;
    if (outcome.ok) file.games.push(outcome.game);
    else file.refused[outcome.reason] = (file.refused[outcome.reason] ?? 0) + 1;
  }
  const placeholders = findPlaceholderTimes(file.games, BUILT_IN);
  file.placeholders = placeholders.size;
  file.games = file.games.map((game) => {
    const problem = placeholders.get(game.line);
    return problem === undefined ? game : withoutPlaceholderTime(game, problem);
  });
  return file;
}

/** The games of a file as the database has them afterwards. */
export function asExisting(games: readonly ResolvedGame<string>[]): ExistingGame<string>[] {
  return games.map((game, index) => ({
    gameId: index + 1,
    leagueName: game.leagueName,
    seasonYear: game.seasonYear,
    homeTeamKey: game.homeTeamKey,
    awayTeamKey: game.awayTeamKey,
    startMs: game.startMs,
    slateDate: game.slateDate,
    isTimeConfirmed: game.isTimeConfirmed,
    status: game.status ?? 'scheduled',
    seedingStatus: 'pending',
    externalGameId: game.externalGameId,
    externalSource: game.externalSource,
    week: game.week,
    gameType: game.gameType,
    venue: game.venue,
    homeScore: game.homeScore,
    awayScore: game.awayScore,
  }));
}
