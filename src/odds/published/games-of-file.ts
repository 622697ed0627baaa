import type { League, Leagues } from '../../domain/league.ts';
import { probableSeason } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import { asUtf8 } from '../../loads/as-utf8.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { isFault } from './cells.ts';
import { openPublished } from './open-published.ts';
import type { ToldGame } from './published-row.ts';

/** A season of an archive as a schedule file: the file itself, or its games written out in the native layout. */
export type SeasonFile = {
  sport: Sport;
  seasonYear: number;
  leagueName: string | undefined;
  preset: string;
  source: () => Promise<AsyncIterable<Buffer>>;
};

/** Whether the file is of an archive, and of one that tells the days of its games. */
export type GamesOfFile = { preset: string; hasDays: boolean; seasons: readonly SeasonFile[] };

type Source = {
  open: () => Promise<AsyncIterable<Buffer>>;
  preset: string | undefined;
  league: League | undefined;
  leagues: Leagues;
};

/** The seasons of an archive, oldest first; undefined where the file is of none. Throws LoadFileError. */
export async function gamesOfFile({
  open,
  preset,
  league,
  leagues,
}: Source): Promise<GamesOfFile | undefined> {
  const opened = await openPublished(unpacked(await open()), preset);
  if (opened === undefined) return undefined;
  const { layout, rows } = opened;
  const isWritten = layout.schedulePreset === undefined;
  const seasons = new Map<number, string[]>();
  let hasDays = false;
  for await (const { cells, broken } of rows) {
    const read = broken ?? layout.read(cells);
    if (isFault(read) || read.game.date === undefined) continue;
    hasDays = true;
    const year = seasonOf(read.game, leagueOf(read.game));
    if (year === undefined) continue;
    const lines = seasons.get(year) ?? [];
    if (isWritten) lines.push(csvLine(read.game));
    seasons.set(year, lines);
  }
  const named = layout.league ?? league?.name;
  return {
    preset: layout.preset,
    hasDays,
    seasons: [...seasons]
      .toSorted(([a], [b]) => a - b)
      .map(([seasonYear, lines]) => ({
        sport: layout.sport,
        seasonYear,
        leagueName: named,
        preset: layout.schedulePreset ?? 'native',
        source: async () => (isWritten ? bytesOf(lines) : asUtf8(unpacked(await open()))),
      })),
  };

  function leagueOf({ league: told }: ToldGame): League | undefined {
    const name = layout.league ?? told;
    return name === undefined ? league : leagues.find(layout.sport, name);
  }
}

function seasonOf({ seasonYear, date }: ToldGame, league: League | undefined): number | undefined {
  if (seasonYear !== undefined || league === undefined || date === undefined) return seasonYear;
  return probableSeason(league, date);
}

const HEADER = 'date,home_team,away_team,home_score,away_score,game_type';

function csvLine({ date, home, away, score, gameType }: ToldGame): string {
  const cells = [date ?? '', home, away, score?.home ?? '', score?.away ?? '', gameType ?? ''];
  return cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',');
}

// biome-ignore lint: an async source of bytes
async function* bytesOf(lines: readonly string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(`${HEADER}\n${lines.join('\n')}\n`);
}
