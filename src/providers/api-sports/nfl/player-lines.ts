import type { NflPlayerLine } from '../../../domain/nfl-lines.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import type { Parsed } from '../../client/provider-call.ts';
import { RowReading, type RowOwner, idIn, readRow, textIn } from '../../reading/read-rows.ts';
import { playerOf } from './normalise.ts';
import { type PlayerCounts, enterStatistic, groupKey, noPlayerCounts } from './player-counts.ts';
import { PlayerGroup, StatisticsOfPlayer, TeamGroups } from './schema.ts';

type Draft = {
  owner: RowOwner;
  line: { player: NflPlayerLine['player']; providerTeamId: string };
  counts: PlayerCounts;
  /** Statistics as received, by group, to tell a repeated row from a contradicting one. */
  seen: Map<string, string>;
  fault: { kind: 'malformed' | 'mismatch'; problem: string } | undefined;
};

type Drafts = { byId: Map<string, Draft>; reading: RowReading<NflPlayerLine> };

/**
 * Puts the groups together: one line per player. A row that comes twice counts once. A player with a row that cannot be
 * read, with two different rows in one group or on both sides has no line; the others keep theirs. A row without id and
 * name is nobody's and is left out.
 */
export function collectPlayerLines(
  teams: readonly unknown[],
  { providerTeamIds, isOfSome = false }: { providerTeamIds?: readonly string[]; isOfSome?: boolean },
): Parsed<RowList<NflPlayerLine>> {
  const drafts: Drafts = { byId: new Map(), reading: new RowReading() };
  for (const raw of teams) addTeam(drafts, raw, providerTeamIds);
  for (const { owner, line, counts, fault } of drafts.byId.values()) {
    if (fault) drafts.reading.refuse(fault.kind, owner, fault.problem);
    else drafts.reading.keep({ ...counts, ...line });
  }
  return drafts.reading.result({ isOfSome });
}

function addTeam(drafts: Drafts, raw: unknown, providerTeamIds: readonly string[] | undefined): void {
  const team = readRow(TeamGroups, raw);
  if (!team.ok) {
    drafts.reading.refuse('malformed', ownerOf(raw, null), `the players of a team: ${team.problem}`);
    return;
  }
  const { id: teamId, name: teamName } = team.value.team;
  for (const rawGroup of team.value.groups ?? []) {
    const group = readRow(PlayerGroup, rawGroup);
    if (!group.ok) {
      const what = `a group of ${teamName ?? `team ${teamId}`}: ${group.problem}`;
      drafts.reading.refuse('malformed', ownerOf(rawGroup, teamId), what);
      continue;
    }
    for (const rawRow of group.value.players ?? []) {
      const isOfGame = providerTeamIds?.includes(teamId) ?? true;
      addRow(drafts, { teamId, isOfGame, group: group.value.name, raw: rawRow });
    }
  }
}

function ownerOf(raw: unknown, providerTeamId: string | null): RowOwner {
  return {
    entityType: 'player',
    providerEntityId: idIn(raw, 'player', 'id'),
    providerTeamId,
    name: textIn(raw, 'player', 'name'),
  };
}

type PlacedRow = { teamId: string; isOfGame: boolean; group: string; raw: unknown };

function addRow(drafts: Drafts, { teamId, isOfGame, group, raw }: PlacedRow): void {
  const owner = ownerOf(raw, isOfGame ? teamId : null);
  const { providerEntityId: id } = owner;
  const row = readRow(StatisticsOfPlayer, raw);
  if (id === null || (row.ok && row.value.player.name === null)) {
    if (row.ok && !isSomebody(row.value)) return;
    const problem = row.ok ? `${id === null ? 'player.id' : 'player.name'}: there is none` : row.problem;
    drafts.reading.refuse('malformed', owner, `${group}, ${problem}`);
    return;
  }
  const draft = drafts.byId.get(id) ?? {
    owner,
    line: {
      player: playerOf(id, (row.ok ? row.value.player.name : owner.name) ?? ''),
      providerTeamId: teamId,
    },
    counts: noPlayerCounts(),
    seen: new Map<string, string>(),
    fault: undefined,
  };
  drafts.byId.set(id, draft);
  const fault = row.ok
    ? isOfGame
      ? enterRow(draft, teamId, group, row.value)
      : { kind: 'mismatch' as const, problem: `listed for team ${teamId}, which does not play in the game` }
    : { kind: 'malformed' as const, problem: `${group}, ${row.problem}` };
  draft.fault ??= fault;
}

/** A row with a name and a figure is somebody's, also where the provider has no id for them. */
function isSomebody({ player, statistics }: StatisticsOfPlayer): boolean {
  const isNamed = player.name !== null || (player.id ?? '0') !== '0';
  return isNamed && (statistics ?? []).some(({ value }) => /[1-9]/.test(String(value ?? '')));
}

function enterRow(draft: Draft, teamId: string, group: string, row: StatisticsOfPlayer): Draft['fault'] {
  if (draft.line.providerTeamId !== teamId) return { kind: 'mismatch', problem: 'listed for both teams' };
  const statistics = row.statistics ?? [];
  const [key, text] = [groupKey(group), JSON.stringify(statistics)];
  const earlier = draft.seen.get(key);
  if (earlier !== undefined && earlier !== text)
    return { kind: 'mismatch', problem: `there are two different rows for ${key}` };
  draft.seen.set(key, text);
  for (const { name, value } of statistics) {
    const problem = enterStatistic(draft.counts, { group, name, value });
    if (problem) return { kind: 'malformed', problem };
  }
  return undefined;
}
