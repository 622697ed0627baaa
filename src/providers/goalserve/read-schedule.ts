import type { ScheduledGame, SeasonList } from '../../domain/scheduled-game.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { storable } from '../reading/fields.ts';
import type { FeedNode } from './feed.ts';
import { type FeedMatch, readMatches } from './read-matches.ts';

/** Words above a match that make it one of no season. */
const NO_SEASON = /pre-?season|hall of fame|all[- ]?star|pro bowl|summer league/i;

/** Seasons of both leagues begin after July and end before it. */
const FIRST_MONTH = 6;

/** The games of a schedule, without exhibitions. */
export function readSchedule(envelope: Envelope): Parsed<SeasonList> {
  const feed = readMatches(envelope);
  if (!feed.ok) return feed;
  const { matches, unreadable } = feed.value;
  const games = matches.filter(({ above }) => !wordsOf(above).some((words) => NO_SEASON.test(words)));
  return { ok: true, value: { games: games.map(scheduledGameOf), unreadable } };
}

/** The same where it is of the season that is asked for: the feed has the season of now, and says nowhere which it is. */
export function readSeason(envelope: Envelope, season: SeasonYear): Parsed<SeasonList> {
  const list = readSchedule(envelope);
  if (!list.ok) return list;
  const games = list.value.games.filter(({ startMs }) => seasonOf(startMs) === season);
  if (games.length > 0 || list.value.games.length === 0) return { ok: true, value: { ...list.value, games } };
  return { ok: false, kind: 'mismatch', problem: `no game of the schedule is of the season ${season}` };
}

function scheduledGameOf({ game, node, above }: FeedMatch): ScheduledGame {
  const [stage = null] = wordsOf(above);
  return {
    ...game,
    isTimeKnown: !/\b(tbd|tba)\b/i.test(`${game.statusText} ${node.texts['time'] ?? ''}`),
    stage,
    round: wordsOf(above).at(-1) ?? null,
    venue: storable(node.texts['venue_name'] ?? node.texts['venue'] ?? ''),
  };
}

/** Names of the tournament, week or category that a match stands in, the widest first. */
function wordsOf(above: readonly FeedNode[]): string[] {
  return above.flatMap(({ texts }) => storable(texts['name'] ?? '') ?? []);
}

function seasonOf(startMs: number): SeasonYear {
  const start = new Date(startMs);
  return start.getUTCFullYear() - (start.getUTCMonth() >= FIRST_MONTH ? 0 : 1);
}
