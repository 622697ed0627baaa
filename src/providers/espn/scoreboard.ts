import type { ProviderTeam } from '../../domain/box-score.ts';
import type { ScheduledGame, SeasonList, UnreadableRow } from '../../domain/scheduled-game.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { placeOfProvider } from '../../domain/venue.ts';
import type { Envelope } from '../client/provider-api.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';
import { type EspnSport, seasonOfEspn } from './espn-leagues.ts';
import { idOf } from './games-of-body.ts';
import { type Competitor, Event, Scoreboard } from './schema.ts';
import { espnClock, espnStatus } from './status.ts';

/** A scoreboard without `limit` has 25 events and drops the others in silence; one that is full may have more. */
export const MOST_EVENTS = 500;

/** A game of a scoreboard, with what only its season is asked for. */
export type EspnGame = ScheduledGame & {
  season: SeasonYear;
  isPreseason: boolean;
  /** ESPN's own word for how it stands: `STATUS_FINAL_AET`. */
  statusName: string;
  /** Scored in a shoot-out of football; null where there was none. */
  shootout: { home: number | null; away: number | null };
};

/** `season.type` of exhibition games before the season. */
const PRESEASON = 1;

/** Games of a scoreboard. Events that cannot be read are named; where that is all of them, the answer is malformed. */
export function parseScoreboard(sport: EspnSport, { response }: Envelope): Parsed<SeasonList<EspnGame>> {
  const board = parsedBy(Scoreboard, response);
  if (!board.ok) return board;
  const { events } = board.value;
  if (events.length >= MOST_EVENTS) {
    const problem = `the answer has ${events.length} events, as many as it may have: others may be left out`;
    return { ok: false, kind: 'mismatch', problem };
  }
  const games: EspnGame[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const event of events) {
    const game = readEvent(sport, event);
    if (game.ok) games.push(game.value);
    else unreadable.push({ raw: rawOf(event), problem: game.problem, providerGameId: idOf(event) ?? null });
  }
  const [first] = unreadable;
  if (first && games.length === 0) return { ok: false, kind: 'malformed', problem: first.problem };
  return {
    ok: true,
    value: { games: [...new Map(games.map((one) => [one.providerGameId, one])).values()], unreadable },
  };
}

function rawOf(event: unknown): object {
  return typeof event === 'object' && event !== null ? event : { event };
}

/** One event in our words. */
export function readEvent(sport: EspnSport, raw: unknown): Parsed<EspnGame> {
  const parsed = parsedBy(Event, raw);
  return parsed.ok ? gameOfEvent(sport, parsed.value) : parsed;
}

function gameOfEvent(sport: EspnSport, event: Event): Parsed<EspnGame> {
  const [competition] = event.competitions;
  const status = competition?.status ?? event.status;
  if (!competition || !status)
    return { ok: false, kind: 'malformed', problem: `event ${event.id} has no status` };
  const home = competition.competitors.find(({ homeAway }) => homeAway === 'home');
  const away = competition.competitors.find(({ homeAway }) => homeAway === 'away');
  if (!home || !away || home.team.id === away.team.id)
    return {
      ok: false,
      kind: 'mismatch',
      problem: `event ${event.id} does not have a home and an away side`,
    };
  const told = espnStatus(status);
  const hasScore = told.status === 'completed' || told.status === 'in_progress' || told.status === 'awarded';
  const { type: seasonType, year } = event.season;
  const { venue, timeValid, type } = competition;
  return {
    ok: true,
    value: {
      providerGameId: event.id,
      startMs: Date.parse(competition.date ?? event.date),
      ...told,
      home: teamOf(home),
      away: teamOf(away),
      homeScore: hasScore ? numberOf(home.score) : null,
      awayScore: hasScore ? numberOf(away.score) : null,
      homePeriodScores: hasScore ? periodsOf(home) : [],
      awayPeriodScores: hasScore ? periodsOf(away) : [],
      ...(told.status === 'in_progress' ? { clock: espnClock(sport, { ...status, seasonType }) } : {}),
      isTimeKnown: timeValid !== false && status.type.name !== 'STATUS_TBD',
      // All-Star games come as games of the regular season.
      stage: type?.abbreviation === 'ALLSTAR' ? 'All-Star' : stageOf(seasonType),
      round: event.week?.number ? `Week ${event.week.number}` : null,
      venue: venue?.fullName ?? null,
      venuePlace: placeOfProvider({
        city: venue?.address?.city,
        region: venue?.address?.state,
        country: venue?.address?.country,
        id: venue?.id,
      }),
      season: seasonOfEspn(sport, year),
      isPreseason: seasonType === PRESEASON,
      statusName: status.type.name,
      shootout: { home: home.shootoutScore ?? null, away: away.shootoutScore ?? null },
    },
  };
}

const STAGES: Readonly<Record<number, string>> = {
  1: 'Preseason',
  2: 'Regular Season',
  3: 'Post Season',
  5: 'Play-In',
};

function stageOf(seasonType: number | null | undefined): string | null {
  return seasonType === null || seasonType === undefined ? null : (STAGES[seasonType] ?? null);
}

function teamOf({ team }: Competitor): ProviderTeam {
  return { providerTeamId: team.id, name: team.displayName, code: team.abbreviation ?? null };
}

/** A score is a text; one that is no number is none. */
export function numberOf(text: string | number | null | undefined): number | null {
  if (text === null || text === undefined || String(text).trim() === '') return null;
  const number = Number(text);
  return Number.isInteger(number) ? number : null;
}

/** Points by period; none where one of them cannot be read. */
function periodsOf({ linescores }: Competitor): readonly number[] {
  const scores = (linescores ?? []).map(({ value, displayValue }) => numberOf(value ?? displayValue));
  return scores.every((score) => score !== null) ? scores : [];
}
