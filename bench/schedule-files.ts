import { referenceTeams } from '../src/reference/built-in/reference-teams.ts';

const LEAGUES = ['Premier League', 'La Liga', 'Bundesliga', 'Serie A', 'Ligue 1', 'MLS'] as const;
const MS_PER_DAY = 86_400_000;

/** Further apart than any league lets two clubs meet again, with the return game in between; closer where a season is too short for it. */
const DAYS_BETWEEN_ROUNDS = 16;
const DAYS_OF_SEASON = 160;
const RETURN_SHARE = 0.4;

/** A file of many seasons, of which one is asked for: every `1 / share` row is of `season`. */
export type WideFile = { rows: number; season: number; share: number };

/**
 * A native CSV of the football leagues with as many rows, piece by piece, so that it is never held whole.
 * The rows of the season are games of their own: every pair of clubs meets on a day that it has for itself;
 * with more rows than a league has games it meets again, which the ingest has to be told (`second-meeting`).
 */
export async function* wideFootballCsv({ rows, season, share }: WideFile): AsyncGenerator<Buffer> {
  yield Buffer.from('season,league,date,time,home_team,away_team,venue\n');
  const meetings = pairings();
  const rounds = Math.ceil((rows * share) / meetings.length);
  const apartDays = Math.min(DAYS_BETWEEN_ROUNDS, Math.floor(DAYS_OF_SEASON / Math.max(1, rounds)));
  const every = Math.max(1, Math.round(1 / share));
  let lines: string[] = [];
  let wanted = 0;
  for (let row = 0; row < rows; row += 1) {
    const isWanted = row % every === 0;
    const index = isWanted ? wanted++ : row;
    const pair = meetings[index % meetings.length];
    if (!pair) continue;
    const year = isWanted ? season : season - 1 - (row % 20);
    const days =
      Math.floor(index / meetings.length) * apartDays +
      (pair.isReturn ? Math.floor(apartDays * RETURN_SHARE) : 0);
    const day = new Date(Date.UTC(year, 7, 20) + days * MS_PER_DAY);
    lines.push(
      `${year},${pair.league},${day.toISOString().slice(0, 10)},20:30,${pair.home},${pair.away},"Ground of ${pair.home}"`,
    );
    if (lines.length === 1_000) {
      yield Buffer.from(`${lines.join('\n')}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
}

/** Every club at home to every other of its league. */
function pairings(): { league: string; home: string; away: string; isReturn: boolean }[] {
  return LEAGUES.flatMap((league) => {
    const names = referenceTeams(league)
      .filter(({ lastSeason }) => lastSeason === undefined)
      .map(({ name }) => name);
    return names.flatMap((home) =>
      names.filter((away) => away !== home).map((away) => ({ league, home, away, isReturn: home > away })),
    );
  });
}
