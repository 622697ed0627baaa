import { findLeague } from '../../domain/league.ts';
import type { ScheduledGame } from '../../domain/scheduled-game.ts';
import { type IngestOptions, bringIn } from '../bring-in.ts';
import type { IngestResult, ProvidedSeason } from '../ingest-request.ts';
import { loadOpenRows } from '../quarantine-store.ts';
import { type ReadFile, emptyFile, finishReading, rowOfGame, takeGame } from '../read-rows.ts';
import { loadTeamDirectory } from '../team-directory.ts';
import { learnGames, learnTeams, loadTeamNames } from './provider-ids.ts';
import { PROVIDER_SOURCE } from './provider-source.ts';
import { toParsedGame } from './to-parsed-game.ts';

/**
 * A provider's list of a league's season into games and tasks, compared and written like a file. Teams are known
 * by the provider's id, else by their name; what neither tells goes to quarantine.
 */
export async function bringInProvidedGames(
  options: IngestOptions,
  season: ProvidedSeason,
): Promise<IngestResult> {
  const { db, clock } = options;
  const { sport, seasonYear, games: listed, ...rest } = season;
  const startedAtMs = clock.nowMs();
  const league = findLeague(sport, season.leagueName);
  if (!league) throw new RangeError(`${season.leagueName} is not a league of ${sport}`);
  const directory = await loadTeamDirectory(db, sport);
  const leagueId = directory.leagueIdOf(league.name);
  const nameById = await loadTeamNames(db, leagueId);
  const findOpenRow = await loadOpenRows(db, sport, seasonYear);
  const file = emptyFile(
    { preset: 'native', format: 'json', headerLine: null, league: league.name, timezone: 'UTC' },
    listed.length,
  );
  for (const [index, game] of listed.entries()) {
    const known = withKnownNames(game, nameById);
    const parsed = toParsedGame(known, { league, seasonYear, line: index + 1 });
    takeGame(file, parsed, rowOfGame(parsed), { resolverOf: directory.resolverOf, findOpenRow });
  }
  finishReading(file, findOpenRow);
  const request = {
    ...rest,
    sport,
    seasonYear,
    leagueName: league.name,
    isProvided: true,
    sourceName: `${PROVIDER_SOURCE} ${league.name} ${seasonYear}`,
  };
  return bringIn(options, {
    request,
    file,
    directory,
    startedAtMs,
    async alsoWrite(tx, plan) {
      await learnGames(tx, plan, { leagueId, seasonYear });
      await learnTeams(tx, seenTeams(file, listed));
    },
  });
}

/** A team whose id is known goes by our name for it, whatever the provider calls it today. */
function withKnownNames(game: ScheduledGame, nameById: ReadonlyMap<string, string>): ScheduledGame {
  const named = (side: ScheduledGame['home']) => ({
    ...side,
    name: nameById.get(side.providerTeamId) ?? side.name,
  });
  return { ...game, home: named(game.home), away: named(game.away) };
}

function seenTeams(
  file: ReadFile,
  listed: readonly ScheduledGame[],
): { teamId: number; apiSportsId: string }[] {
  return file.games.flatMap((game) => {
    const source = listed[game.line - 1];
    if (!source) return [];
    return [
      { teamId: game.homeTeamKey, apiSportsId: source.home.providerTeamId },
      { teamId: game.awayTeamKey, apiSportsId: source.away.providerTeamId },
    ];
  });
}
