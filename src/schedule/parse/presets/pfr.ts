import type { SeasonYear } from '../../../domain/season.ts';
import { NFL_TEAMS } from '../../../reference/built-in/nfl.ts';
import type { ColumnZone } from '../column-name.ts';
import { type CsvHeader, findColumn, needColumn } from '../csv-header.ts';
import type { FileContext } from '../parsed-game.ts';
import type { RowReading } from '../raw-game.ts';
import { rejectRow } from '../row-rejection.ts';
import { type CsvPreset, cellAt, zoneAt } from './preset.ts';

/**
 * Pro-football-reference's NFL season table, Eastern time. Played seasons list winner and loser with `@` where
 * the winner was the visitor and `N` on neutral ground; upcoming ones list visitor and home, with dates that
 * have no year (`September 9`; January belongs to the year after).
 */
export const pfr: CsvPreset = {
  name: 'pfr',
  kind: 'csv',
  sports: ['NFL'],
  recognises: (header) =>
    (findColumn(header, ['winnertie']) >= 0 && findColumn(header, ['losertie']) >= 0) ||
    (findColumn(header, ['vistm']) >= 0 && findColumn(header, ['hometm']) >= 0),
  bind: (header, context) =>
    findColumn(header, ['winnertie']) >= 0 ? bindPlayed(header, context) : bindUpcoming(header, context),
};

type Cells = readonly string[];

function bindPlayed(header: CsvHeader, context: FileContext): (cells: Cells) => RowReading {
  const winnerAt = needColumn(header, ['winnertie'], 'winner');
  const at = {
    ...commonColumns(header),
    winner: winnerAt,
    // The column with @ and N has no name; it stands right after the winner.
    place: winnerAt + 1,
    loser: needColumn(header, ['losertie'], 'loser'),
    winnerPoints: findColumn(header, ['ptsw', 'pts'], 0),
    loserPoints: header.keys.includes('ptsl') ? findColumn(header, ['ptsl']) : findColumn(header, ['pts'], 1),
  };
  return (cells) => {
    if (isSeparator(cells)) return 'skip';
    const winner = cellAt(cells, at.winner)?.trim();
    const loser = cellAt(cells, at.loser)?.trim();
    const place = cellAt(cells, at.place)?.trim().toUpperCase();
    const isNeutralSite = place === 'N';
    const week = cellAt(cells, at.week);
    const isSuperBowl = /super\s*bowl/i.test(week ?? '');
    let isWinnerVisiting = place === '@';
    if (isNeutralSite) {
      const home = isSuperBowl ? superBowlHome(context.seasonYear, winner, loser) : undefined;
      if (home === undefined) {
        return rejectRow(
          'not_a_game',
          `the row does not say who is the home side of ${winner} against ${loser} on neutral ground`,
          'Ingest this game from another source, or as native CSV with home_team and away_team.',
        );
      }
      isWinnerVisiting = home !== winner;
    }
    const winnerScore = cellAt(cells, at.winnerPoints);
    const loserScore = cellAt(cells, at.loserPoints);
    return {
      ...commonFields(cells, at, context),
      home: isWinnerVisiting ? loser : winner,
      away: isWinnerVisiting ? winner : loser,
      isNeutralSite,
      homeScore: isWinnerVisiting ? loserScore : winnerScore,
      awayScore: isWinnerVisiting ? winnerScore : loserScore,
    };
  };
}

function bindUpcoming(header: CsvHeader, context: FileContext): (cells: Cells) => RowReading {
  const at = {
    ...commonColumns(header),
    away: needColumn(header, ['vistm'], 'visiting team'),
    home: needColumn(header, ['hometm'], 'home team'),
    awayPoints: findColumn(header, ['pts'], 0),
    homePoints: findColumn(header, ['pts'], 1),
  };
  return (cells) =>
    isSeparator(cells)
      ? 'skip'
      : {
          ...commonFields(cells, at, context),
          home: cellAt(cells, at.home),
          away: cellAt(cells, at.away),
          homeScore: cellAt(cells, at.homePoints),
          awayScore: cellAt(cells, at.awayPoints),
        };
}

type CommonColumns = {
  day: number;
  week: number;
  date: number;
  time: number;
  timeColumn: ColumnZone | undefined;
};

function commonColumns(header: CsvHeader): CommonColumns {
  const date = findColumn(header, ['date']);
  const day = findColumn(header, ['day']);
  const time = findColumn(header, ['time']);
  return {
    day,
    week: findColumn(header, ['week']),
    // Where the date's column has no name, it stands right after the day of the week.
    date: date < 0 && day >= 0 ? day + 1 : needColumn(header, ['date'], 'date'),
    time,
    timeColumn: zoneAt(header, time),
  };
}

function commonFields(cells: Cells, at: CommonColumns, context: FileContext) {
  const round = cellAt(cells, at.week)?.trim();
  return {
    date: withYear(cellAt(cells, at.date), context.seasonYear),
    time: cellAt(cells, at.time),
    weekday: cellAt(cells, at.day),
    timeColumn: at.timeColumn,
    dateStyle: 'english-words' as const,
    presetTimezone: 'America/New_York',
    week: weekNumber(round, context.seasonYear),
    round,
    gameType: gameTypeOf(round),
  };
}

/** The line `Playoffs` in the middle of the table. */
function isSeparator(cells: Cells): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return filled.length === 1 && /^playoffs$/i.test(filled[0]?.trim() ?? '');
}

/** `September 9` is of the season's first year, `January 4` of the next. */
function withYear(date: string | undefined, seasonYear: SeasonYear): string | undefined {
  const month = /^([a-z]+)\.? \d{1,2}$/i.exec(date?.trim() ?? '')?.[1];
  if (date === undefined || month === undefined) return date;
  const isNextYear = /^(jan|feb)/i.test(month);
  return `${date.trim()} ${isNextYear ? seasonYear + 1 : seasonYear}`;
}

/** Playoff rounds go on counting after the regular season: 18 weeks since 2021, 17 before. */
function weekNumber(round: string | undefined, seasonYear: SeasonYear): string | undefined {
  const playoffRounds = ['wildcard', 'division', 'confchamp', 'superbowl'];
  const index = playoffRounds.indexOf(round?.toLowerCase().replace(/[^a-z]/g, '') ?? '');
  return index < 0 ? round : String((seasonYear >= 2021 ? 18 : 17) + 1 + index);
}

function gameTypeOf(round: string | undefined): string {
  if (/^pre/i.test(round ?? '')) return 'preseason';
  return /^\d+$/.test(round ?? '') ? 'regular' : 'playoff';
}

/**
 * The designated home side of a Super Bowl: the NFC champion in odd-numbered ones, the AFC champion in even ones.
 * The season of 1966 ended with number 1.
 */
function superBowlHome(
  seasonYear: SeasonYear,
  one: string | undefined,
  other: string | undefined,
): string | undefined {
  const homeConference = (seasonYear - 1965) % 2 === 1 ? 'NFC' : 'AFC';
  return [one, other].find((name) => {
    const team = NFL_TEAMS.find(
      (candidate) => candidate.name === name || candidate.aliases.includes(name ?? ''),
    );
    return team?.conference === homeConference;
  });
}
