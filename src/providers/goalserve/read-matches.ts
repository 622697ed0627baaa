import type { ProviderGame, ProviderTeam } from '../../domain/box-score.ts';
import type { UnreadableRow } from '../../domain/scheduled-game.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { storable } from '../reading/fields.ts';
import { childOf, type FeedNode, nodesNamed } from './feed.ts';
import { momentOf } from './moments.ts';
import { goalserveClock, goalserveStatus } from './status.ts';

/** Roots of feeds that list matches: the second is spelled as the provider spells it. */
const ROOTS = ['scores', 'shedules', 'schedules', 'odds'];

/** A match of a feed that is a game to us, with the node that says so and those above it. */
export type FeedMatch = { game: ProviderGame; node: FeedNode; above: readonly FeedNode[] };

export type FeedMatches = { matches: readonly FeedMatch[]; unreadable: readonly UnreadableRow[] };

/**
 * The matches of a feed. None where the root is empty, which is how a feed looks off season. A match that cannot be read
 * is set aside; where none can, it is the answer that is malformed.
 */
export function readMatches({ response }: Pick<Envelope, 'response'>): Parsed<FeedMatches> {
  const root = rootOf(response);
  if (!root) return { ok: false, kind: 'malformed', problem: 'the body is no feed of matches' };
  const matches: FeedMatch[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const { node, above } of nodesNamed(root, 'match')) {
    const game = gameOf(node);
    if (typeof game !== 'string') matches.push({ game, node, above });
    else unreadable.push({ raw: node.texts, problem: game, providerGameId: idOf(node) ?? null });
  }
  const [first] = unreadable;
  if (first && matches.length === 0) return { ok: false, kind: 'malformed', problem: first.problem };
  return { ok: true, value: { matches, unreadable } };
}

/** The root of a feed; off season it has neither texts nor children. */
export function rootOf(response: unknown): FeedNode | undefined {
  if (!isNode(response)) return undefined;
  const name = ROOTS.find((root) => root in response.children || root in response.texts);
  if (name === undefined) return undefined;
  return response.children[name]?.[0] ?? { texts: {}, children: {} };
}

function isNode(value: unknown): value is FeedNode {
  return typeof value === 'object' && value !== null && 'texts' in value && 'children' in value;
}

/** The game of a match, or what of it cannot be read. */
function gameOf(node: FeedNode): ProviderGame | string {
  const { texts } = node;
  const id = idOf(node);
  const home = childOf(node, 'hometeam', 'localteam');
  const away = childOf(node, 'awayteam', 'visitorteam');
  if (id === undefined) return `id: ${shown(texts['id'])} is not an id`;
  const [homeTeam, awayTeam] = [teamOf(home), teamOf(away)];
  if (!homeTeam || !awayTeam) return `match ${id}: a side has no name or no id`;
  const startMs = momentOf(texts['datetime_utc']);
  if (startMs === undefined)
    return `match ${id}: datetime_utc: ${shown(texts['datetime_utc'])} is not a moment`;
  const state = goalserveStatus(texts['status'] ?? '');
  const isBegun = state.status === 'in_progress' || state.status === 'completed';
  return {
    providerGameId: id,
    startMs,
    ...state,
    home: homeTeam,
    away: awayTeam,
    homeScore: isBegun ? scoreOf(home) : null,
    awayScore: isBegun ? scoreOf(away) : null,
    homePeriodScores: isBegun ? periodsOf(home) : [],
    awayPeriodScores: isBegun ? periodsOf(away) : [],
    ...(state.status === 'in_progress'
      ? { clock: goalserveClock(texts['status'] ?? '', texts['timer']) }
      : {}),
  };
}

/** American football names its matches by another word. */
export function idOf({ texts }: FeedNode): string | undefined {
  const id = (texts['id'] || texts['contestid'] || '').trim();
  return /^\d{1,20}$/.test(id) ? id : undefined;
}

function teamOf(side: FeedNode | undefined): ProviderTeam | undefined {
  const id = side?.texts['id']?.trim();
  const name = storable(side?.texts['name'] ?? '');
  if (!id || !/^\d{1,20}$/.test(id) || name === null) return undefined;
  return { providerTeamId: id, name, code: null };
}

function scoreOf(side: FeedNode | undefined): number | null {
  return wholeNumber(side?.texts['totalscore'] ?? side?.texts['goals']);
}

/** Periods that were not played are blank; overtimes are one figure. */
function periodsOf(side: FeedNode | undefined): number[] {
  return ['q1', 'q2', 'q3', 'q4', 'ot'].flatMap((name) => wholeNumber(side?.texts[name]) ?? []);
}

function wholeNumber(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : null;
}

function shown(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 60));
}
