import type { AnswerContext } from '../simulated-api.ts';
import type { BoardGame, BoardLeague } from './board-game.ts';

/** The table of a league's season, from its finished games. */
export function standingsRow(
  board: BoardLeague,
  league: string,
  season: string | undefined,
  context: AnswerContext,
): object {
  const over = board
    .games(context)
    .filter((game) => game.league === league && game.standing === 'over')
    .filter((game) => season === undefined || String(game.season + board.yearOffset) === season);
  const entries = board.teams(league).map((team) => ({
    team: { id: team.id, displayName: team.name, abbreviation: team.code },
    stats: statsOf(team.id, over),
  }));
  return { name: league, children: [{ name: 'All', standings: { entries } }] };
}

function statsOf(teamId: string, games: readonly BoardGame[]): readonly object[] {
  const total = { wins: 0, losses: 0, ties: 0, pointsFor: 0, pointsAgainst: 0 };
  for (const { home, away } of games) {
    if (home.team.id !== teamId && away.team.id !== teamId) continue;
    const [own, other] = home.team.id === teamId ? [home, away] : [away, home];
    const margin = (own.score ?? 0) - (other.score ?? 0);
    total[margin > 0 ? 'wins' : margin < 0 ? 'losses' : 'ties'] += 1;
    total.pointsFor += own.score ?? 0;
    total.pointsAgainst += other.score ?? 0;
  }
  return Object.entries(total).map(([name, value]) => ({ name, value, displayValue: String(value) }));
}
