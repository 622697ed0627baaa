import type { Lineup, LineupGame, LineupPlayer, LineupSide } from '../../domain/lineup.ts';
import type { Parsed } from '../client/provider-call.ts';

/** A side of a line-up under the source's id of its team. */
export type TeamLineup = { teamId: string; formation?: string | undefined; players: readonly LineupPlayer[] };

type LineupFacts = Pick<Lineup, 'kind' | 'observedAtMs'> & {
  /** How many of a side begin a game. */
  starters: number;
};

/**
 * The line-up that the teams of an answer make; undefined while nobody is marked as a starter. A side whose starters are
 * too few or too many is left out, unless no side is left: then the answer contradicts itself. A team that does not play
 * in the game, or a player who is there twice, makes it one of another game.
 */
export function lineupOf(
  teams: readonly TeamLineup[],
  { homeTeamId, awayTeamId, providerGameId }: LineupGame,
  { kind, observedAtMs, starters }: LineupFacts,
): Parsed<Lineup | undefined> {
  const problems: string[] = [];
  const sides: LineupSide[] = [];
  for (const { teamId, formation, players } of teams) {
    if (teamId !== homeTeamId && teamId !== awayTeamId)
      return mismatch(`team ${teamId} does not play in game ${providerGameId}`);
    const ids = new Set(players.map(({ externalId }) => externalId));
    if (ids.size !== players.length) return mismatch(`team ${teamId} has a player twice`);
    const count = players.filter(({ isStarter }) => isStarter).length;
    if (count === 0) continue;
    const side = teamId === homeTeamId ? 'home' : 'away';
    if (count !== starters)
      problems.push(`team ${teamId} has ${count} starters of ${players.length} players`);
    else if (sides.some((other) => other.side === side)) return mismatch(`team ${teamId} is there twice`);
    else sides.push({ side, ...(formation === undefined ? {} : { formation }), players });
  }
  if (sides.length > 0) {
    const homeFirst = sides.toSorted((one, other) => other.side.localeCompare(one.side));
    return { ok: true, value: { kind, observedAtMs, sides: homeFirst } };
  }
  return problems[0] === undefined ? { ok: true, value: undefined } : mismatch(problems[0]);
}

function mismatch(problem: string): Parsed<never> {
  return { ok: false, kind: 'mismatch', problem };
}
