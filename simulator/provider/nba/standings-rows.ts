import type { AnswerContext } from '../simulated-api.ts';
import { teamRow } from './game-rows.ts';
import type { NbaLeague } from './league.ts';
import { NBA_TEAMS, type NbaTeam, nbaTeam } from './nba-teams.ts';

type Outcome = { isWin: boolean; isHome: boolean; opponent: NbaTeam };
type Record82 = { team: NbaTeam; outcomes: readonly Outcome[]; wins: number; losses: number };

/** The rows of `/standings` for a season, from the games that are finished; none before the first. */
export function standingsRows(league: NbaLeague, season: number, context: AnswerContext): readonly object[] {
  const outcomes = outcomesByTeam(league, season, context);
  if (outcomes.size === 0) return [];
  const records = NBA_TEAMS.map((team) => toRecord(team, outcomes.get(team.id) ?? [])).sort(
    (left, right) => share(right) - share(left) || left.team.id - right.team.id,
  );
  return records.map((record) => {
    const { team, outcomes: played, wins, losses } = record;
    const conference = records.filter((other) => other.team.conference === team.conference);
    const division = records.filter((other) => other.team.division === team.division);
    const lastTen = played.slice(-10).filter(({ isWin }) => isWin).length;
    const count = (isWanted: (outcome: Outcome) => boolean): number => played.filter(isWanted).length;
    const inConference = (isWin: boolean): number =>
      count((game) => game.isWin === isWin && game.opponent.conference === team.conference);
    const inDivision = (isWin: boolean): number =>
      count((game) => game.isWin === isWin && game.opponent.division === team.division);
    return {
      league: 'standard',
      season,
      team: teamRow(team.id),
      conference: {
        name: team.conference.toLowerCase(),
        rank: conference.indexOf(record) + 1,
        win: inConference(true),
        loss: inConference(false),
      },
      division: {
        name: team.division.toLowerCase(),
        rank: division.indexOf(record) + 1,
        win: inDivision(true),
        loss: inDivision(false),
        gamesBehind: gamesBehind(division[0], record),
      },
      win: {
        home: count((game) => game.isWin && game.isHome),
        away: count((game) => game.isWin && !game.isHome),
        total: wins,
        percentage: percentage(share(record)),
        lastTen,
      },
      loss: {
        home: count((game) => !game.isWin && game.isHome),
        away: count((game) => !game.isWin && !game.isHome),
        total: losses,
        percentage: percentage(played.length === 0 ? 0 : 1 - share(record)),
        lastTen: Math.min(10, played.length) - lastTen,
      },
      gamesBehind: gamesBehind(conference[0], record),
      streak: streak(played),
      winStreak: played.at(-1)?.isWin ?? false,
      tieBreakerPoints: null,
    };
  });
}

function outcomesByTeam(
  league: NbaLeague,
  season: number,
  context: AnswerContext,
): ReadonlyMap<number, Outcome[]> {
  const outcomes = new Map<number, Outcome[]>();
  const note = (teamId: number, outcome: Outcome): void => {
    outcomes.set(teamId, [...(outcomes.get(teamId) ?? []), outcome]);
  };
  const finished = league.games
    .all()
    .filter((game) => game.season === season && league.stateOf(game, context).status === 3)
    .sort((left, right) => left.startMs - right.startMs || left.id - right.id);
  for (const game of finished) {
    const { home, away } = league.resultOf(game);
    const isHomeWin = home.points > away.points;
    note(game.homeTeamId, { isWin: isHomeWin, isHome: true, opponent: nbaTeam(game.awayTeamId) });
    note(game.awayTeamId, { isWin: !isHomeWin, isHome: false, opponent: nbaTeam(game.homeTeamId) });
  }
  return outcomes;
}

function toRecord(team: NbaTeam, outcomes: readonly Outcome[]): Record82 {
  const wins = outcomes.filter(({ isWin }) => isWin).length;
  return { team, outcomes, wins, losses: outcomes.length - wins };
}

function share({ wins, losses }: Record82): number {
  return wins + losses === 0 ? 0 : wins / (wins + losses);
}

/** `".524"`, and `"1.000"` for a team without a loss. */
function percentage(fraction: number): string {
  return fraction.toFixed(3).replace(/^0/, '');
}

function gamesBehind(leader: Record82 | undefined, own: Record82): string | null {
  if (leader === undefined || leader === own) return null;
  return ((leader.wins - own.wins + own.losses - leader.losses) / 2).toFixed(1);
}

function streak(outcomes: readonly Outcome[]): number {
  const last = outcomes.at(-1);
  const firstOther = outcomes.findLastIndex((outcome) => outcome.isWin !== last?.isWin);
  return outcomes.length - 1 - firstOther;
}
