import type { Undoable } from '../db/taken-back.ts';
import type { Sport } from '../domain/sport.ts';
import type { Logger } from '../platform/logger.ts';
import { type TeamDirectory, loadTeamDirectory } from '../reference/teams/team-directory.ts';
import { createTeamRegister } from '../reference/teams/team-register.ts';
import { countReadable } from './count-readable.ts';
import type { IngestRequest } from './ingest-request.ts';
import type { ReadFile } from './read-file.ts';
import { type RowReaderDeps, takeGame } from './read-rows.ts';
import { createRefusedRows } from './refused-rows.ts';

type NewTeam = { league: string; name: string };

/**
 * Adds the teams of rows that nobody knows, where somebody has said that they are new ones, and reads the rows again. A
 * name that may be another spelling of a known team is no new one: its row goes on waiting. Returns the directory with
 * the teams that were added. A dry run adds none and says which it would add, unless its caller takes back what it writes.
 */
export async function takeNewTeams(
  file: ReadFile,
  request: Pick<IngestRequest, 'accept' | 'acceptReason' | 'actor' | 'isDryRun' | 'sport' | 'takenBackIn'>,
  { db, logger, directory, reading }: TakingDeps,
): Promise<TeamDirectory> {
  if (!request.accept?.includes('new-teams')) return directory;
  const teams = newTeamsOf(file.rejected);
  if (teams.length === 0) return directory;
  if (request.isDryRun && request.takenBackIn === undefined) {
    const names = teams.map(({ name }) => name).join(', ');
    file.warnings = [...(file.warnings ?? []), `${teams.length} new teams would be added: ${names}`];
    return directory;
  }
  const register = createTeamRegister({ db, logger, countReadable });
  const actor = { name: request.actor, ...(request.acceptReason ? { reason: request.acceptReason } : {}) };
  const added: number[] = [];
  for (const { league, name } of teams) {
    const result = await register.add({ sport: request.sport, league, name }, actor);
    if (result.ok && result.is_new) added.push(result.team_id);
  }
  file.addedTeamIds = added;
  const known = await loadTeamDirectory(db, request.sport);
  readAgain(file, { ...reading, resolverOf: known.resolverOf });
  return known;
}

export type TakingDeps = {
  db: Undoable;
  logger: Logger;
  directory: TeamDirectory;
  reading: Omit<RowReaderDeps, 'leagues'> & { sport: Sport };
};

/** Each name once; of the rows, only those whose question says that it may be a new team. */
function newTeamsOf(rejected: ReadFile['rejected']): NewTeam[] {
  const teams = new Map<string, NewTeam>();
  for (const { newTeams = [], game } of rejected) {
    if (!game) continue;
    const league = game.leagueName;
    for (const name of newTeams) teams.set(`${league}|${name.toLowerCase()}`, { league, name });
  }
  return [...teams.values()];
}

function readAgain(file: ReadFile, reading: TakingDeps['reading']): void {
  const before = file.rejected;
  file.rejected = createRefusedRows(reading.heldGames);
  for (const row of before) {
    if (row.newTeams === undefined) file.rejected.push(row);
    else if (row.game) takeGame(file, row.game, row.raw, reading);
  }
}
