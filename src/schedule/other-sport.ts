import type { League, Leagues } from '../domain/league.ts';
import { shellWord } from '../domain/shell-command.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { Sport } from '../domain/sport.ts';
import type { IngestRequest } from './ingest-request.ts';
import { ScheduleFileError } from './parse/schedule-file-error.ts';
import { referenceTeams } from '../reference/built-in/reference-teams.ts';
import { referenceResolvableTeams } from '../reference/names/resolvable-team.ts';
import { createTeamResolver } from '../reference/names/team-resolver.ts';
import type { ReadFile } from './read-file.ts';
import type { RejectedRow } from './refused-rows.ts';

type Sides = { homeName: string; awayName: string; seasonYear: SeasonYear };

/** Of the rows with two team names, more than this share is unknown here, and known elsewhere. */
const MOST = 0.5;

/**
 * Throws ScheduleFileError `wrong_sport` or `wrong_league` when most rows name teams that the asked sport or league
 * does not have and that one other league has: the file is another one, and advice on single rows would mislead.
 * Misspelt names do not count as known.
 */
export function refuseOtherSport(
  {
    games,
    rejected,
    rows,
    rowsOtherSeasons,
  }: Pick<ReadFile, 'games' | 'rejected' | 'rows' | 'rowsOtherSeasons'>,
  { sport, leagueName, accept }: Pick<IngestRequest, 'sport' | 'leagueName' | 'accept'>,
  leagues: Leagues,
): void {
  refuseOtherLeagueNames(rejected, rows - rowsOtherSeasons, sport);
  const asked = new Set<string>();
  const strangers: Sides[] = [];
  let isAnyOpen = false;
  for (const { reason, game } of rejected) {
    if (!game || (reason !== 'unknown_team' && reason !== 'ambiguous_team')) continue;
    asked.add(game.leagueName);
    strangers.push({ homeName: game.homeName, awayName: game.awayName, seasonYear: game.seasonYear });
    isAnyOpen ||= isOpen(game.leagueName);
  }
  // Somebody has said that the names are new in a league of people's own: clubs of a league below have played above.
  if (accept?.includes('new-teams') && [...asked].every(isOpen)) return;
  const total = games.length + strangers.length;
  if (strangers.length <= total * MOST) return;
  const likely = leagues.all
    .filter((league) => !asked.has(league.name))
    .map((league) => ({ league, known: countKnown(strangers, league) }))
    .toSorted((one, other) => other.known - one.known)[0];
  if (!likely || likely.known <= total * MOST) return;
  const { league, known } = likely;
  const found = `${known} of ${total} rows name teams of ${league.name}, ${games.length} name teams of ${leagueName ?? sport}`;
  if (league.sport !== sport) {
    throw new ScheduleFileError(
      'wrong_sport',
      `the file seems to be about ${league.sport}, not ${sport}: ${found}`,
      `Ingest it with --sport ${shellWord(league.sport)}${leagueFlag(league)}, or choose another file. Nothing was written.`,
      {
        flags: [
          `--sport ${shellWord(league.sport)}`,
          ...(leagueFlag(league) === '' ? [] : [leagueFlag(league).trim()]),
        ],
      },
    );
  }
  throw new ScheduleFileError(
    'wrong_league',
    `the file seems to be of ${league.name}, not ${[...asked].join(' or ')}: ${found}`,
    `Ingest it with --league ${shellWord(league.name)}, or choose another file${isAnyOpen ? '; if these teams are new in the league, say so with --accept new-teams' : ''}. Nothing was written.`,
    { flags: [`--league ${shellWord(league.name)}`] },
  );
}

/** Whether the teams of a league do not come with the program. */
function isOpen(leagueName: string): boolean {
  return referenceTeams(leagueName).length === 0;
}

/** Rows that name a league of another sport themselves. */
function refuseOtherLeagueNames(rejected: ReadFile['rejected'], total: number, sport: Sport): void {
  let first: RejectedRow | undefined;
  let others = 0;
  for (const row of rejected) {
    if (row.reason !== 'other_sport') continue;
    first ??= row;
    others += 1;
  }
  if (!first || others <= total * MOST) return;
  throw new ScheduleFileError(
    'wrong_sport',
    `the file is not about ${sport}: in ${others} of ${total} rows, as in line ${first.line}, ${first.detail}`,
    `${first.remedy.replace('the row', 'it').replace(/\.$/, '')}, or choose another file. Nothing was written.`,
  );
}

function leagueFlag({ sport, name }: League): string {
  return name === sport ? '' : ` --league ${shellWord(name)}`;
}

function countKnown(rows: readonly Sides[], league: League): number {
  const resolver = createTeamResolver(referenceResolvableTeams(league.name), []);
  const isKnown = (name: string, seasonYear: SeasonYear): boolean => {
    const resolution = resolver.resolve(name, seasonYear);
    return resolution.ok && resolution.how !== 'fuzzy';
  };
  return rows.filter(
    ({ homeName, awayName, seasonYear }) => isKnown(homeName, seasonYear) && isKnown(awayName, seasonYear),
  ).length;
}
