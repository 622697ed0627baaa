import { z } from 'zod';
import type { ScheduledGame, UnreadableRow } from '../../domain/scheduled-game.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { placeOfProvider } from '../../domain/venue.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { PlainText } from '../reading/fields.ts';
import { idIn, readRow } from '../reading/read-rows.ts';
import { Moment, kindDigit } from './fields.ts';
import { GameLabel, gameOf } from './read-games.ts';

const Schedule = z.object({
  leagueSchedule: z.object({
    seasonYear: z.string(),
    gameDates: z.array(z.object({ games: z.array(z.unknown()) })),
  }),
});

/** `gameTimeUTC` of these rows is a time of day on 1900-01-01; the moment is `gameDateTimeUTC`. */
const Row = z.object({
  ...GameLabel,
  gameDateTimeUTC: Moment,
  weekName: PlainText,
  gameLabel: PlainText,
  gameSubLabel: PlainText,
  arenaName: PlainText,
  arenaCity: PlainText,
  arenaState: PlainText,
});

/** Exhibition games, and games of teams that are no clubs. */
const LEFT_OUT = new Set(['1', '3']);

/** A season as the league's file lists it. */
export type SeasonFile = {
  /** The year in which it starts; undefined where the file does not say it in words that we know. */
  season: SeasonYear | undefined;
  games: readonly ScheduledGame[];
  unreadable: readonly UnreadableRow[];
  /** Every id in it, also of games that are left out. */
  ids: ReadonlySet<string>;
};

/** Reads `scheduleLeagueV2.json`, or the answer of stats.nba.com that is written like it. */
export function readSeasonFile({ response }: Envelope): Parsed<SeasonFile> {
  const file = parsedBy(Schedule, response);
  if (!file.ok) return file;
  const { seasonYear, gameDates } = file.value.leagueSchedule;
  const games: ScheduledGame[] = [];
  const unreadable: UnreadableRow[] = [];
  const ids = new Set<string>();
  for (const raw of gameDates.flatMap((day) => day.games)) {
    const id = idIn(raw, 'gameId')?.padStart(10, '0') ?? null;
    if (id !== null) ids.add(id);
    if (id !== null && (LEFT_OUT.has(kindDigit(id)) || !areSidesKnown(raw))) continue;
    const row = readRow(Row, raw);
    if (row.ok) games.push(scheduledGameOf(row.value));
    else {
      const kept = typeof raw === 'object' && raw !== null ? raw : { row: raw };
      unreadable.push({ raw: kept, problem: row.problem, providerGameId: id });
    }
  }
  const [first] = unreadable;
  if (first && unreadable.length > games.length)
    return { ok: false, kind: 'malformed', problem: first.problem };
  const year = /^(\d{4})-\d{2}$/.exec(seasonYear)?.[1];
  return {
    ok: true,
    value: { season: year === undefined ? undefined : Number(year), games, unreadable, ids },
  };
}

/** Sides of the Cup and the play-offs that nobody knows yet are team 0. */
function areSidesKnown(raw: unknown): boolean {
  return idIn(raw, 'homeTeam', 'teamId') !== null && idIn(raw, 'awayTeam', 'teamId') !== null;
}

function scheduledGameOf(row: z.infer<typeof Row>): ScheduledGame {
  const game = gameOf(row, row.gameDateTimeUTC);
  const round = [row.gameLabel, row.gameSubLabel].filter((part) => part !== null).join(' ');
  return {
    ...game,
    isTimeKnown: !/\btbd\b/i.test(game.statusText),
    stage: kindDigit(row.gameId),
    round: round || row.weekName,
    venue: row.arenaName,
    venuePlace: placeOfProvider({ city: row.arenaCity, region: row.arenaState }),
  };
}

/** `2023-24` for 2023. */
export function seasonWords(season: SeasonYear): string {
  return `${season}-${String((season + 1) % 100).padStart(2, '0')}`;
}
