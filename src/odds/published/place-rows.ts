import { DateTime } from 'luxon';
import type { Executor } from '../../db/database.ts';
import type { League } from '../../domain/league.ts';
import { probableSeason } from '../../domain/season.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { TeamDirectory } from '../../reference/teams/team-directory.ts';
import { teamOf } from '../events/team-of-name.ts';
import type { RowFault } from '../load/read-row.ts';
import { seasonKey } from './copy-age.ts';
import { type DecidedGame, decideGame } from './decide-game.ts';
import { type AskedPair, findGames } from './find-games.ts';
import { differenceFault, seasonFault } from './difference-fault.ts';
import type { PublishedLayout } from './layout.ts';
import type { ReadLines, ToldGame, ToldLine } from './published-row.ts';
import { teamFault } from './team-fault.ts';

export type PlacingDeps = { layout: PublishedLayout; directory: TeamDirectory; league: League | undefined };

/** A row that is of a game of ours, with its lines as they stand for that game; or why it is of none. */
export type PlacedRow<Row> = { row: Row } & (
  | { gameId: number; lines: readonly ToldLine[]; season: string }
  | { fault: RowFault }
);

type Asked = AskedPair & { league: League };

/** Which games rows are about. Rows of one game are looked up once. */
export async function placeRows<Row extends { read: ReadLines }>(
  tx: Executor,
  deps: PlacingDeps,
  rows: readonly Row[],
): Promise<PlacedRow<Row>[]> {
  const asked = rows.map(({ read: { game } }) => askedOf(game, deps));
  const pairs = new Map<string, AskedPair>();
  for (const one of asked) if (!('reason' in one)) pairs.set(keyOf(one), one);
  const found = await findGames(tx, [...pairs.values()]);
  const games = new Map([...pairs.keys()].map((key, place) => [key, found[place] ?? []]));
  return rows.map((row, index) => {
    const one = asked[index];
    if (one === undefined) throw new RangeError('a row was lost');
    if ('reason' in one) return { row, fault: one };
    const decided = decideGame(one, games.get(keyOf(one)) ?? []);
    if ('reason' in decided && 'game' in decided)
      return { row, fault: differenceFault(row.read.game, decided) };
    if (!decided.ok) return { row, fault: gameFault(row.read.game, one, decided, deps.layout) };
    const { game, isFlipped } = decided;
    const lines = row.read.lines.map((line) => ofGame(line, game.startMs, isFlipped));
    return { row, gameId: game.id, lines, season: seasonKey(one.league.name, game.seasonYear) };
  });
}

function keyOf({ leagueId, homeTeamId, awayTeamId, date, seasonYear, week, score }: AskedPair): string {
  return [leagueId, homeTeamId, awayTeamId, date, seasonYear, week, score?.home, score?.away].join('|');
}

/** What is asked for, or what of the row nobody understands. */
function askedOf(game: ToldGame, { layout, directory, league: stated }: PlacingDeps): Asked | RowFault {
  const league = leagueOf(game, { layout, directory, stated });
  if ('reason' in league) return league;
  const difference = seasonFault(game, league);
  if (difference !== undefined) return difference;
  const seasonYear =
    game.seasonYear ?? (game.date === undefined ? undefined : probableSeason(league, game.date));
  if (seasonYear === undefined) {
    const remedy = 'Fill in the season or the date, or leave the row out.';
    return {
      reason: 'missing_field',
      field: 'season',
      value: '',
      problem: 'neither season nor date is told',
      remedy,
    };
  }
  const sides = [teamIdOf('home', game.home), teamIdOf('away', game.away)] as const;
  for (const side of sides) if (typeof side !== 'number') return side;
  const [homeTeamId, awayTeamId] = sides as readonly [number, number];
  if (homeTeamId === awayTeamId) {
    const remedy = 'Name the other team.';
    const problem = `${game.home} and ${game.away} are one team`;
    return { reason: 'same_team_twice', field: 'away', value: game.away, problem, remedy };
  }
  const date = slateDateOf(game, league);
  return {
    league,
    leagueId: directory.leagueIdOf(league.name),
    homeTeamId,
    awayTeamId,
    seasonYear,
    date,
    toldSeason: game.seasonYear,
    ...(game.week === undefined ? {} : { week: game.week }),
    ...(game.score === undefined ? {} : { score: game.score }),
  };

  function teamIdOf(field: string, name: string): number | RowFault {
    const sided = league as League;
    const { teamId } = teamOf(directory, sided.name, name, seasonYear);
    if (teamId !== null) return teamId;
    return teamFault(directory, {
      field,
      name,
      league: sided,
      seasonYear,
      canBringGames: tellsDays(layout),
    });
  }
}

/** Whether the layout tells on which days its games are, so that these can be brought in. */
function tellsDays({ format, schedulePreset }: PublishedLayout): boolean {
  return format !== 'parquet' || schedulePreset !== undefined;
}

function leagueOf(
  { league: told }: ToldGame,
  { layout, directory, stated }: Pick<PlacingDeps, 'layout' | 'directory'> & { stated: League | undefined },
): League | RowFault {
  const { sport } = layout;
  const name = layout.league ?? told;
  const league = name === undefined ? stated : directory.leagues.find(sport, name);
  const field = 'league';
  if (league === undefined) {
    const known = directory.leagues.of(sport).map((one) => one.name);
    const problem = name === undefined ? 'the row names no league' : 'nobody knows this league';
    const remedy = `Leagues are ${known.join(', ')}; say it with --league, or leave the file out.`;
    return { reason: 'unknown_league', field, value: name ?? '', problem, remedy };
  }
  if (stated === undefined || stated.name === league.name) return league;
  const problem = `the row is of ${league.name}, and --league says ${stated.name}`;
  return {
    reason: 'other_league',
    field,
    value: name ?? '',
    problem,
    remedy: 'Leave --league out, or name the other league.',
  };
}

/** The day by the clocks of the league: a game of Los Angeles is on the next day by those of London. */
function slateDateOf({ date, time }: ToldGame, league: League): string | undefined {
  if (date === undefined || time === undefined) return date;
  const there = DateTime.fromISO(`${date}T${time.clock.padStart(5, '0')}`, { zone: time.timezone });
  return there.isValid ? (there.setZone(league.timezone).toISODate() ?? date) : date;
}

/** A line of a page that was read before the start was no close yet; sides that are exchanged are turned. */
function ofGame(line: ToldLine, startMs: number, isFlipped: boolean): ToldLine {
  const isBeforeStart = line.scrapedAtMs !== null && line.scrapedAtMs < startMs && line.moment === 'closing';
  const placed = isBeforeStart ? { ...line, moment: 'early' as const } : line;
  if (!isFlipped) return placed;
  const { side, market, point } = placed;
  const isSpread = market.startsWith('spreads');
  return {
    ...placed,
    side: side === 'home' ? 'away' : side === 'away' ? 'home' : side,
    point: isSpread && point !== null && point !== 0 ? -point : point,
  };
}

function gameFault(
  game: ToldGame,
  asked: Asked,
  { reason, candidates }: Extract<DecidedGame, { candidates: unknown }>,
  layout: PublishedLayout,
): RowFault {
  const when = asked.date ?? `week ${asked.week ?? '?'} of ${asked.seasonYear}`;
  const shown = candidates.slice(0, 5).map(({ id, slateDate }) => `game ${id} of ${slateDate}`);
  const problems = {
    no_game: `our schedule has no game of these teams on ${when}`,
    several_games: `our schedule has several games of these teams on ${when}`,
    sides_exchanged: 'our schedule has home and away the other way round',
  };
  const options = { '--file': 'FILE', '--sport': layout.sport, '--season': asked.seasonYear };
  const ingest = commandWords('ingest-schedule', { options });
  const withGames = { '--dataset': 'odds', '--file': 'FILE', '--with-games': true } as const;
  const bring = tellsDays(layout)
    ? `Bring its games in (${commandWords('load', { options: withGames })}, or ${ingest})`
    : `Bring its games in (${ingest})`;
  const remedies = {
    no_game: `${bring}, then load the file again.`,
    several_games: 'Look which of them it is, and cancel the one that is not played.',
    sides_exchanged: 'Look which is right; what is wrong in the schedule is mended by ingesting it again.',
  };
  return {
    reason,
    field: 'game',
    value: `${game.away} at ${game.home}, ${when}`.slice(0, 200),
    problem: `${problems[reason]}${shown.length === 0 ? '' : ` (there is ${shown.join(', ')})`}`,
    remedy: remedies[reason],
  };
}
