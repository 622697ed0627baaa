import type { ProviderPlayer } from '../../../domain/box-score.ts';
import type { NflPlayerLine } from '../../../domain/nfl-lines.ts';
import type { Parsed } from '../../http/provider-call.ts';
import { playerOf } from './normalise.ts';
import { type PlayerCounts, enterStatistic, groupKey, noPlayerCounts } from './player-counts.ts';
import type { StatisticsOfPlayer, TeamGroups } from './schema.ts';

type Draft = {
  player: ProviderPlayer;
  providerTeamId: string;
  counts: PlayerCounts;
  /** Statistics as received, by group, to tell a repeated row from a contradicting one. */
  seen: Map<string, string>;
};

/**
 * Puts the groups together: one line per player. A row that comes twice counts once, two different rows of a
 * player in one group contradict each other, and a row without id or name is nobody's and is left out.
 */
export function collectPlayerLines(teams: readonly TeamGroups[]): Parsed<NflPlayerLine[]> {
  const drafts = new Map<string, Draft>();
  for (const { team, groups } of teams) {
    for (const { name: group, players } of groups ?? []) {
      for (const row of players ?? []) {
        const refusal = addRow(drafts, { providerTeamId: team.id, group, row });
        if (refusal) return refusal;
      }
    }
  }
  const lines = [...drafts.values()].map(({ player, providerTeamId, counts }) => ({
    ...counts,
    player,
    providerTeamId,
  }));
  return { ok: true, value: lines };
}

type Refusal = { ok: false; kind: 'malformed' | 'mismatch'; problem: string };

function addRow(
  drafts: Map<string, Draft>,
  { providerTeamId, group, row }: { providerTeamId: string; group: string; row: StatisticsOfPlayer },
): Refusal | undefined {
  const { id, name } = row.player;
  if (!id || id === '0' || name === null) return undefined;
  const draft = drafts.get(id) ?? {
    player: playerOf(id, name),
    providerTeamId,
    counts: noPlayerCounts(),
    seen: new Map<string, string>(),
  };
  drafts.set(id, draft);
  const refuse = (kind: Refusal['kind'], problem: string): Refusal => ({ ok: false, kind, problem });
  if (draft.providerTeamId !== providerTeamId) {
    return refuse('mismatch', `player ${id} is listed for both teams`);
  }
  const statistics = row.statistics ?? [];
  const [key, text] = [groupKey(group), JSON.stringify(statistics)];
  const earlier = draft.seen.get(key);
  if (earlier !== undefined && earlier !== text) {
    return refuse('mismatch', `player ${id} has two different rows for ${key}`);
  }
  draft.seen.set(key, text);
  for (const { name: statistic, value } of statistics) {
    const problem = enterStatistic(draft.counts, { group, name: statistic, value });
    if (problem) return refuse('malformed', `unexpected data for player ${id}: ${problem}`);
  }
  return undefined;
}
