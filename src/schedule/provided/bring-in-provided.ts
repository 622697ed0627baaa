import type { League, Leagues } from '../../domain/league.ts';
import type { ScheduledGame, UnreadableRow } from '../../domain/scheduled-game.ts';
import { bringIn } from '../bring-in.ts';
import type { IngestOptions } from '../ingest-options.ts';
import { loadExistingGames } from '../existing-games.ts';
import type { IngestResult, ProvidedSeason } from '../ingest-request.ts';
import { loadOpenRows } from '../quarantine-store.ts';
import { type RowReaderDeps, emptyFile, finishReading, rowOfGame, takeGame } from '../read-rows.ts';
import { loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import { type LearnedId, teachIds } from '../../reference/identities/external-ids.ts';
import { takeNewTeams } from '../new-teams.ts';
import { askAboutVanished } from './ask-about-vanished.ts';
import { learnGames, loadTeamNames } from './provider-ids.ts';
import { toParsedGame } from './to-parsed-game.ts';
import type { ReadFile } from '../read-file.ts';
import type { RejectedRow } from '../refused-rows.ts';

/**
 * A provider's list of a league's season into games and tasks, compared and written like a file. Teams are known
 * by the provider's id, else by their name; what neither tells goes to quarantine, and so do rows that cannot be
 * read. Neither stops the rest of the list. Before a game is cancelled because it is not listed any more, the provider
 * is asked about it.
 */
export async function bringInProvidedGames(
  options: IngestOptions,
  season: ProvidedSeason,
): Promise<IngestResult> {
  const { db, clock } = options;
  const {
    sport,
    seasonYear,
    games: listed,
    unreadable,
    askAbout: _askAbout,
    source,
    staleMs,
    runId,
    inTheEnd,
    ...rest
  } = season;
  const startedAtMs = clock.nowMs();
  let directory = await loadTeamDirectory(db, sport);
  const league = directory.leagues.find(sport, season.leagueName);
  if (!league) throw new RangeError(`${season.leagueName} is not a league of ${sport}`);
  const leagueId = directory.leagueIdOf(league.name);
  const nameById = await loadTeamNames(db, leagueId, source);
  const findOpenRow = await loadOpenRows(db, sport, seasonYear);
  const deps = { ...directory, sport, findOpenRow };
  const file = emptyFile(
    { preset: 'native', format: 'json', headerLine: null, league: league.name, timezone: 'UTC' },
    listed.length + unreadable.length,
  );
  const list: ProvidedList = { file, sources: [], league, leagueId, seasonYear, nameById, source };
  const vanished = await readList(options, season, { list, deps });
  directory = await takeNewTeams(
    file,
    { ...rest, sport },
    { db, logger: options.logger, directory, reading: deps },
  );
  const request = {
    ...rest,
    sport,
    seasonYear,
    leagueName: league.name,
    isProvided: true,
    provider: source,
    sourceName: `${source} ${league.name} ${seasonYear}${ageWords(staleMs)}`,
  };
  return bringIn(options, {
    request,
    file,
    directory,
    startedAtMs,
    runId,
    vanished,
    inTheEnd,
    async alsoWrite(tx, plan) {
      await learnGames(tx, plan, { leagueId, seasonYear, provider: source });
      await teachIds(tx, { entityType: 'team', learnedBy: 'name', provider: source }, seenTeams(list));
    },
  });
}

/** Says of a list that was kept how old it is. */
function ageWords(staleMs: number | undefined): string {
  return staleMs === undefined ? '' : `, as of ${Math.ceil(staleMs / 60_000)} min ago`;
}

/** A provider's list on its way to rows of a file. */
type ProvidedList = {
  file: ReadFile;
  /** What each line of the file was made of, the first line is 1. */
  sources: ScheduledGame[];
  league: League;
  leagueId: number;
  seasonYear: number;
  nameById: ReadonlyMap<string, string>;
  /** Who lists them. */
  source: string;
};

/** Reads all rows of the list; returns what is known of games that it does not name any more. */
async function readList(
  options: IngestOptions,
  season: ProvidedSeason,
  { list, deps }: { list: ProvidedList; deps: RowReaderDeps },
): Promise<Unlisted & { goneIds?: ReadonlySet<number> }> {
  const { games: listed, unreadable } = season;
  const { file, sources, league } = list;
  takeListed(list, listed, deps);
  const vanished = {
    rejectedRows: 0,
    refusedProviderIds: new Set([...refusedIds(file.rejected), ...unreadable.map(idOfRow)]),
  };
  let goneIds: ReadonlySet<number> | undefined;
  if (season.isSync && season.areCancellationsConfirmed !== true) {
    const asked = await askForUnlisted(options, season, { list, leagues: deps.leagues, vanished });
    takeListed(list, asked.found, deps);
    file.rows += asked.found.length;
    goneIds = asked.goneIds;
  }
  for (const [index, row] of unreadable.entries())
    file.rejected.push(unreadableRow(row, sources.length + index + 1, league));
  finishReading(file, deps);
  return { ...vanished, ...(goneIds ? { goneIds } : {}) };
}

type Unlisted = { rejectedRows: number; refusedProviderIds: ReadonlySet<string> };

function takeListed(list: ProvidedList, games: readonly ScheduledGame[], deps: RowReaderDeps): void {
  const { file, sources, league, seasonYear, nameById, source } = list;
  for (const game of games) {
    sources.push(game);
    const known = withKnownNames(game, nameById);
    const parsed = toParsedGame(known, { league, seasonYear, line: sources.length, source });
    takeGame(file, parsed, rowOfGame(parsed), deps);
  }
}

/** Asks the provider about games that it does not list any more: which of them it still has, and which are gone. */
async function askForUnlisted(
  { db, clock }: IngestOptions,
  { sport, seasonYear, isCautious = false, askAbout }: ProvidedSeason,
  {
    list,
    leagues,
    vanished,
  }: {
    list: ProvidedList;
    leagues: Leagues;
    vanished: Unlisted;
  },
): ReturnType<typeof askAboutVanished> {
  const scope = { sport, leagues, nowMs: clock.nowMs() };
  const provider = list.source;
  const existing = await loadExistingGames(db, [list.leagueId], seasonYear, { ...scope, provider });
  const comparison = {
    existing,
    incoming: [...list.file.games],
    sync: true,
    isCautious,
    ...scope,
    ...vanished,
  };
  return askAboutVanished(comparison, askAbout);
}

function unreadableRow({ raw, problem }: UnreadableRow, line: number, league: League): RejectedRow {
  return {
    line,
    raw,
    reason: 'unreadable_row',
    detail: problem,
    remedy: 'The provider lists it so; the next refresh reads it again, and nothing else waits for it.',
    leagueName: league.name,
  };
}

function idOfRow({ providerGameId }: UnreadableRow): string {
  return providerGameId ?? '';
}

function refusedIds(rejected: ReadFile['rejected']): string[] {
  return Array.from(rejected, ({ game }) => game?.externalGameId ?? []).flat();
}

/** A team whose id is known goes by our name for it, whatever the provider calls it today. */
function withKnownNames(game: ScheduledGame, nameById: ReadonlyMap<string, string>): ScheduledGame {
  const named = (side: ScheduledGame['home']) => ({
    ...side,
    name: nameById.get(side.providerTeamId) ?? side.name,
  });
  return { ...game, home: named(game.home), away: named(game.away) };
}

function seenTeams({ file, sources }: ProvidedList): LearnedId[] {
  return [...file.games].flatMap((game) => {
    const source = sources[game.line - 1];
    if (!source) return [];
    return [
      { entityId: game.homeTeamKey, externalId: source.home.providerTeamId },
      { entityId: game.awayTeamKey, externalId: source.away.providerTeamId },
    ];
  });
}
