import { leadOf } from '../analytics/ratings/elo.ts';
import type { FileResult } from '../analytics/ratings/file-result.ts';
import type { Rating } from '../analytics/ratings/rate-games.ts';
import type { RatedGame, TeamRating } from '../analytics/ratings/rated-game.ts';
import type { FileResults } from '../analytics/ratings/read-results.ts';
import { threeWayOf } from '../analytics/ratings/three-way.ts';
import type { Sport } from '../domain/sport.ts';
import type { RatingRules } from '../sports/rating-rules.ts';
import type { LongOutcome } from './outcome.ts';
import { csvLine } from './output/csv.ts';
import { countWords } from './output/plain-text.ts';
import type { View } from './output/view.ts';

type RatedFile = {
  sport: Sport;
  rules: RatingRules;
  rating: Rating<FileResult>;
  results: FileResults;
  notes: readonly string[];
  /** Ratings that teams began with by the user's word. */
  given: ReadonlyMap<string, TeamRating>;
  isCsv: boolean;
};

/** The games of a file with their ratings, as one document, as CSV or as a table. */
export function ratingsOutcome(file: RatedFile): LongOutcome {
  return {
    pieces: (form, view) => {
      if (form === 'json') return jsonPieces(file);
      return file.isCsv ? csvPieces(file) : textPieces(file, view);
    },
  };
}

/** Field names are the columns of the CSV; the ends of a match only where a sport has three. */
function rowOf({ game, home, away, probability }: RatedGame<FileResult>, { elo, threeWay }: RatingRules) {
  const lead = leadOf(elo, { home: home.before, away: away.before }, game);
  const ends = threeWay === undefined ? undefined : threeWayOf(threeWay, lead);
  return {
    line: game.id,
    date: game.date,
    season: game.season,
    ...(game.league === '' ? {} : { league: game.league }),
    neutral: game.isNeutral ? 1 : 0,
    home: game.homeName,
    away: game.awayName,
    home_score: game.homeScore,
    away_score: game.awayScore,
    home_before: points(home.before),
    away_before: points(away.before),
    probability: share(probability),
    ...(ends === undefined
      ? {}
      : { home_win: share(ends.home), draw: share(ends.draw), away_win: share(ends.away) }),
    home_after: points(home.after),
    away_after: points(away.after),
  };
}

type Row = ReturnType<typeof rowOf>;

/** The teams as the games left them, the best first. */
function tableOf({ rating, given }: RatedFile) {
  const games = new Map<string, { names: Set<string>; games: number; last: string; began: number }>();
  for (const { game, home, away } of rating.rows) {
    for (const [team, name, before] of [
      [game.home, game.homeName, home.before],
      [game.away, game.awayName, away.before],
    ] as const) {
      const known = games.get(team) ?? { names: new Set(), games: 0, last: '', began: before };
      known.names.add(name);
      games.set(team, { ...known, games: known.games + 1, last: game.date });
    }
  }
  return [...games]
    .map(([team, { names, games: played, last, began }]) => ({
      team,
      names: [...names],
      rating: points(rating.state.teams.get(team)?.rating ?? began),
      season: rating.state.teams.get(team)?.season ?? null,
      games: played,
      last_game: last,
      began_at: points(began),
      is_given: given.has(team),
    }))
    .toSorted((a, b) => b.rating - a.rating || (a.team < b.team ? -1 : 1));
}

function* jsonPieces(file: RatedFile): Generator<string> {
  const { sport, rules, rating, results, notes } = file;
  const head = { sport, games_rated: rating.rows.length, games_unplayed: results.unplayed };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "notes": ${JSON.stringify(notes)},\n  "games": [`;
  for (const [index, row] of rating.rows.entries())
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(rowOf(row, rules))}`;
  yield '\n  ],\n  "ratings": [';
  for (const [index, team] of tableOf(file).entries())
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(team)}`;
  yield '\n  ]\n}\n';
}

function* csvPieces({ rating, rules }: RatedFile): Generator<string> {
  const columns = columnsOf(rules, { hasLeagues: hasLeagues(rating) });
  yield csvLine(columns);
  for (const rated of rating.rows) {
    const row: Partial<Record<string, string | number>> = rowOf(rated, rules);
    yield csvLine(columns.map((column) => row[column] ?? ''));
  }
}

/** Whether the file says of any game which league it is of. */
function hasLeagues({ rows }: RatedFile['rating']): boolean {
  return rows.some(({ game }) => game.league !== '');
}

/** The names of `rowOf`, which a file without any game has as well. */
function columnsOf(
  { threeWay }: RatingRules,
  { hasLeagues: isWithLeague }: { hasLeagues: boolean },
): readonly string[] {
  return [
    'line',
    'date',
    'season',
    ...(isWithLeague ? ['league'] : []),
    'neutral',
    'home',
    'away',
    'home_score',
    'away_score',
    'home_before',
    'away_before',
    'probability',
    ...(threeWay === undefined ? [] : ['home_win', 'draw', 'away_win']),
    'home_after',
    'away_after',
  ];
}

/** Games that are laid out together. */
const PAGE = 1_000;

function* textPieces(file: RatedFile, view: View): Generator<string> {
  const { rating, rules, results } = file;
  for (let start = 0; start < rating.rows.length; start += PAGE) {
    const rows = rating.rows.slice(start, start + PAGE).map((row) => rowOf(row, rules));
    yield `${gamesTable(rows, view)}\n\n`;
  }
  if (rating.rows.length > 0) yield `${teamsTable(tableOf(file), view)}\n\n`;
  const unplayed = results.unplayed > 0 ? `; ${countWords(results.unplayed)} without scores left out` : '';
  yield `${countWords(rating.rows.length)} games rated${unplayed}. --csv and --json have all digits.\n`;
}

function gamesTable(rows: readonly Row[], view: View): string {
  const league = { title: 'LEAGUE', text: (row: Row) => row.league ?? '', isOptional: true };
  return view.table<Row>(
    [
      { title: 'DATE', text: (row) => row.date },
      ...(rows.some((row) => row.league !== undefined) ? [league] : []),
      { title: 'HOME', text: (row) => row.home, yields: 1, minWidth: 4 },
      { title: 'AWAY', text: (row) => row.away, yields: 1, minWidth: 4 },
      { title: 'SCORE', text: (row) => `${row.home_score}-${row.away_score}`, align: 'right' },
      { title: 'NEUTRAL', text: (row) => (row.neutral === 1 ? 'yes' : ''), isOptional: true },
      { title: 'HOME BEFORE', text: (row) => row.home_before.toFixed(1), align: 'right' },
      { title: 'AWAY BEFORE', text: (row) => row.away_before.toFixed(1), align: 'right' },
      { title: 'HOME WINS', text: (row) => percent(row.home_win ?? row.probability), align: 'right' },
      { title: 'HOME AFTER', text: (row) => row.home_after.toFixed(1), align: 'right' },
      { title: 'AWAY AFTER', text: (row) => row.away_after.toFixed(1), align: 'right' },
    ],
    rows,
    '',
  );
}

type TeamRow = ReturnType<typeof tableOf>[number];

function teamsTable(teams: readonly TeamRow[], view: View): string {
  return view.table<TeamRow>(
    [
      { title: 'TEAM', text: (row) => row.team },
      { title: 'RATING', text: (row) => row.rating.toFixed(1), align: 'right' },
      { title: 'GAMES', text: (row) => row.games, align: 'right' },
      { title: 'LAST GAME', text: (row) => row.last_game },
      { title: 'BEGAN AT', text: (row) => row.began_at.toFixed(1), align: 'right', isOptional: true },
    ],
    teams,
    '',
  );
}

/** Ratings to a millionth of a point, so that a chain that goes on from them stays what it was. */
function points(rating: number): number {
  return Math.round(rating * 1e6) / 1e6;
}

function share(probability: number): number {
  return Math.round(probability * 1e9) / 1e9;
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}
