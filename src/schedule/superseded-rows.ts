import type { Leagues } from '../domain/league.ts';
import { daysApart } from './difference/change-types.ts';
import { isSameWithSidesExchanged, meetingRule } from './difference/meeting-rules.ts';
import type { Coverage } from './difference/question-meetings.ts';
import type { ParsedGame } from './parse/parsed-game.ts';
import type { ResolvedGame } from './resolve-game.ts';
import type { TeamResolver } from '../reference/names/team-resolver.ts';

/** A row that waits in quarantine since an earlier import. */
export type OpenRow = {
  id: number;
  source: string;
  line: number;
  league: string | null;
  raw: string | object;
  hash: string;
  /** The row as far as it was understood. */
  game: ParsedGame | null;
  /** Rows of the import that it came with; null where that is not known. */
  importRows: number | null;
};

/** The games of a newer import, or of a part of it, that went in or were there already. */
export type NewerGames = {
  source: string;
  games: readonly ResolvedGame<number>[];
  resolverOf: (leagueName: string) => TeamResolver<number>;
  leagues: Leagues;
};

/** What a newer import says as a whole. */
export type NewerFile = {
  source: string;
  rows: number;
  /** The dates of its games by league. */
  dates: Coverage;
  /** Rows that cannot be used, in another form than those that wait. */
  refused: readonly { line: number; raw: string | object }[];
};

/** Names under which unrelated lists arrive; a file of the same name is a revision of the one before. */
const NO_FILE_NAME = /^(POST |standard input|stdin|-$|quarantine )/i;

/** With this share of the rows of the earlier file, the newer one is a revision of all of it. */
const WHOLE_FILE = 0.8;

/**
 * Which rows that wait a newer import makes obsolete by its games, because one of them is the same game, or stands in
 * the row's place in a newer version of its file. Retrying such a row would bring back what has been corrected since.
 */
export function toldByGames(rows: readonly OpenRow[], newer: NewerGames): number[] {
  if (rows.length === 0) return [];
  const index = indexOf(newer.games);
  return rows.filter((row) => isTold(row, newer, index)).map(({ id }) => id);
}

/** Which rows that wait a newer version of their file makes obsolete as a whole, or by a row that it refuses itself. */
export function replacedByFile(rows: readonly OpenRow[], newer: NewerFile): number[] {
  return rows.filter((row) => isSameSource(row, newer) && isReplaced(row, newer)).map(({ id }) => id);
}

function isReplaced(row: OpenRow, newer: NewerFile): boolean {
  const refused = newer.refused.find(({ line }) => line === row.line);
  return (refused !== undefined && isRevision(row, refused)) || isWholeRevision(row, newer);
}

function isSameSource(row: OpenRow, { source }: { source: string }): boolean {
  return row.source === source && !NO_FILE_NAME.test(row.source);
}

type Index = {
  byId: ReadonlySet<string>;
  byTeam: ReadonlyMap<string, readonly ResolvedGame<number>[]>;
  byLine: ReadonlyMap<number, ResolvedGame<number>>;
  /** By the date as the file has it. */
  byDate: ReadonlyMap<string, readonly ResolvedGame<number>[]>;
};

function indexOf(all: readonly ResolvedGame<number>[]): Index {
  const byTeam = new Map<string, ResolvedGame<number>[]>();
  for (const game of all) {
    for (const key of [game.homeTeamKey, game.awayTeamKey]) {
      const team = `${game.leagueName}|${key}`;
      const games = byTeam.get(team);
      if (games) games.push(game);
      else byTeam.set(team, [game]);
    }
  }
  return {
    byId: new Set(all.flatMap((game) => idKey(game) ?? [])),
    byTeam,
    byLine: new Map(all.map((game) => [game.line, game])),
    byDate: Map.groupBy(all, ({ localDate }) => localDate),
  };
}

function isTold(row: OpenRow, newer: NewerGames, index: Index): boolean {
  const isOfFile = isSameSource(row, newer);
  if (row.game) {
    const id = idKey(row.game);
    if (id !== undefined && index.byId.has(id)) return true;
    if (tellsSameGame(row.game, row.line, { newer, index, isSameSource: isOfFile })) return true;
  }
  if (isToldInText(row, index)) return true;
  if (!isOfFile) return false;
  const dates = datesIn(row);
  return [...nearLines(row.line)].some((line) => {
    const game = index.byLine.get(line);
    if (game === undefined) return false;
    const isItsDate = dates.length === 0 || dates.includes(game.localDate);
    const isNearby = dates.every((date) => isNear(date, game.localDate));
    return line === row.line ? isNearby && namesIn(row, game) >= 1 : isItsDate && namesIn(row, game) === 2;
  });
}

/** Rows added or removed above shift a row by a few lines. */
const SHIFTED_BY = 20;

function* nearLines(line: number): Generator<number> {
  for (let other = line - SHIFTED_BY; other <= line + SHIFTED_BY; other += 1) yield other;
}

/** Whether a row that nobody could read speaks, by its text, of a game of the newer list: its date and both sides. */
function isToldInText(row: OpenRow, index: Index): boolean {
  if (row.game) return false;
  return datesIn(row).some((date) => (index.byDate.get(date) ?? []).some((game) => namesIn(row, game) === 2));
}

/** Whether a game of the newer list is the one of the row, as far as its sides are known. */
function tellsSameGame(
  game: ParsedGame,
  line: number,
  { newer, index, isSameSource }: { newer: NewerGames; index: Index; isSameSource: boolean },
): boolean {
  const resolver = newer.resolverOf(game.leagueName);
  const keyOf = (name: string): number | undefined => {
    const found = resolver.resolve(name, game.seasonYear);
    return found.ok ? found.teamKey : undefined;
  };
  const [home, away] = [keyOf(game.homeName), keyOf(game.awayName)];
  const known = [home, away].filter((key) => key !== undefined);
  const candidates = known.flatMap((key) => index.byTeam.get(`${game.leagueName}|${key}`) ?? []);
  return candidates.some((other) => {
    const isSameDay = other.slateDate === game.slateDate;
    const isSameLine = isSameSource && other.line === line;
    const sides = [other.homeTeamKey, other.awayTeamKey];
    // A team plays once a day: one known side is enough.
    if (known.length < 2) return isSameDay || (isSameLine && isNear(game.slateDate, other.slateDate));
    if (!known.every((key) => sides.includes(key))) return false;
    const isSameWay = other.homeTeamKey === home;
    const rule = meetingRule(newer.leagues, game.leagueName);
    return (
      isSameDay ||
      isSameLine ||
      (isSameWay && rule.isSameMeeting(game, other)) ||
      (!isSameWay && isSameWithSidesExchanged(rule, game, other))
    );
  });
}

function datesIn(row: OpenRow): readonly string[] {
  return textOf(row).match(/\d{4}-\d{2}-\d{2}/g) ?? [];
}

/** Whether two dates can be one, corrected. A date that does not exist can be any. */
function isNear(one: string, other: string): boolean {
  return !(daysApart(one, other) > CORRECTED_BY_DAYS);
}

/** A list of the next week under the same name has other games in the same lines. */
const CORRECTED_BY_DAYS = 6;

/** How many of a game's sides the row names. */
function namesIn(row: OpenRow, game: ResolvedGame<number>): number {
  const text = textOf(row);
  return [game.homeName, game.awayName].filter((name) => text.includes(name.toLowerCase())).length;
}

function textOf({ raw }: { raw: string | object }): string {
  return (typeof raw === 'string' ? raw : JSON.stringify(raw)).toLowerCase();
}

/** Whether the row at the same place of the newer file is this one with a part of it changed. */
function isRevision(row: OpenRow, newer: { raw: string | object }): boolean {
  const partsOf = (text: string): string[] => text.split(/[,;\t|"{}:]+/).filter((part) => part.trim() !== '');
  const [old, now] = [partsOf(textOf(row)), new Set(partsOf(textOf(newer)))];
  return old.filter((part) => now.has(part)).length * 2 >= old.length;
}

/** A row of a file of which a newer version as a whole does not have it any more. */
function isWholeRevision({ game, importRows }: OpenRow, newer: NewerFile): boolean {
  const range = game ? newer.dates.get(game.leagueName) : undefined;
  if (!game || !range || importRows === null || newer.rows < importRows * WHOLE_FILE) return false;
  // A list of another week under the same name is no newer version.
  return game.slateDate >= range.first && game.slateDate <= range.last;
}

function idKey({ leagueName, externalSource, externalGameId }: ParsedGame): string | undefined {
  return externalGameId === null ? undefined : `${leagueName}|${externalSource}|${externalGameId}`;
}
