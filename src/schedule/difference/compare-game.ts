import type { Leagues } from '../../domain/league.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { clockInZone } from '../parse/local-time.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import {
  type ExistingGame,
  type FieldChange,
  type GameChange,
  type GameTarget,
  isFinished,
  knownStartMs,
  type UnchangedGame,
} from './change-types.ts';

export type GameComparison<Key extends TeamKey> =
  | { kind: 'move' | 'confirm_time' | 'update'; change: GameChange<Key> }
  | { kind: 'unchanged'; game: UnchangedGame<Key> };

/** Says what a file changes about one game, or why it changes nothing. */
export function compareGame<Key extends TeamKey>(
  existing: ExistingGame<Key>,
  incoming: ResolvedGame<Key>,
  leagues: Leagues,
): GameComparison<Key> {
  const timing = timingOf(existing, incoming);
  const target: GameTarget = {
    ...timing.target,
    status: statusOf(existing, incoming, timing.isMoved),
    ...scoreOf(existing, incoming),
    week: incoming.week ?? existing.week,
    // Files without that column say `regular` of everything, which must not undo what another file knew.
    gameType: incoming.gameType === 'regular' ? existing.gameType : incoming.gameType,
    venue: incoming.venue ?? existing.venue,
    ...externalIdOf(existing, incoming),
  };
  const fields = changedFields(existing, target);
  if (fields.length === 0)
    return { kind: 'unchanged', game: { existing, incoming, keptBecause: timing.keptBecause } };
  const kind = timing.isMoved ? 'move' : timing.isConfirmed ? 'confirm_time' : 'update';
  const summary = summarise(target, { existing, fields, kind, zone: leagues.zoneOf(existing.leagueName) });
  return { kind, change: { existing, incoming, target, fields, summary } };
}

type Timing = {
  target: Pick<GameTarget, 'startMs' | 'slateDate' | 'isTimeConfirmed'>;
  isMoved: boolean;
  isConfirmed: boolean;
  keptBecause: string | null;
};

function timingOf(existing: ExistingGame, incoming: ResolvedGame): Timing {
  const { startMs, slateDate, isTimeConfirmed } = existing;
  const kept = { target: { startMs, slateDate, isTimeConfirmed }, isMoved: false, isConfirmed: false };
  const knownMs = knownStartMs(existing);
  const isSameDate = slateDate === incoming.slateDate;
  const isSameTime = knownMs === knownStartMs(incoming);
  if (isSameDate && isSameTime) return { ...kept, keptBecause: null };
  if (isFinished(existing)) return { ...kept, keptBecause: 'the game is finished or seeded' };
  if (existing.status === 'in_progress') return { ...kept, keptBecause: 'the game is being played' };
  if (isSameDate && !incoming.isTimeConfirmed) {
    return { ...kept, keptBecause: 'the file does not know the time, which is known already' };
  }
  const target = {
    startMs: incoming.startMs,
    slateDate: incoming.slateDate,
    isTimeConfirmed: incoming.isTimeConfirmed,
  };
  const isConfirmed = isSameDate && knownMs === null;
  return { target, isMoved: !isConfirmed, isConfirmed, keptBecause: null };
}

/** A status only moves forward for a finished game; a game that is listed again is alive again. */
function statusOf(existing: ExistingGame, incoming: ResolvedGame, isMoved: boolean): GameStatus {
  const { status } = existing;
  if (isFinished(existing)) return status;
  const said = incoming.status ?? 'scheduled';
  if (status === 'in_progress' && said === 'scheduled') return status;
  if (status === 'cancelled' || existing.isResultImpossible === true || isMoved) return said;
  return incoming.status ?? status;
}

function scoreOf(
  existing: ExistingGame,
  incoming: ResolvedGame,
): Pick<GameTarget, 'homeScore' | 'awayScore'> {
  const { homeScore, awayScore } = existing;
  if (existing.isResultImpossible === true && !isFinished(existing)) {
    return { homeScore: incoming.homeScore, awayScore: incoming.awayScore };
  }
  const hasScore = homeScore !== null && awayScore !== null;
  if (incoming.homeScore === null || (hasScore && isFinished(existing))) return { homeScore, awayScore };
  return { homeScore: incoming.homeScore, awayScore: incoming.awayScore };
}

function externalIdOf(
  existing: ExistingGame,
  incoming: ResolvedGame,
): Pick<GameTarget, 'externalGameId' | 'externalSource'> {
  const isOtherSource =
    existing.externalGameId !== null && existing.externalSource !== incoming.externalSource;
  const source = incoming.externalGameId === null || isOtherSource ? existing : incoming;
  return { externalGameId: source.externalGameId, externalSource: source.externalSource };
}

function changedFields(existing: ExistingGame, target: GameTarget): FieldChange[] {
  const changes: FieldChange[] = [
    {
      field: 'game_datetime',
      from: isoInstant(knownStartMs(existing)),
      to: isoInstant(knownStartMs(target)),
    },
    { field: 'slate_date', from: existing.slateDate, to: target.slateDate },
    { field: 'time_confirmed', from: String(existing.isTimeConfirmed), to: String(target.isTimeConfirmed) },
    { field: 'status', from: existing.status, to: target.status },
    { field: 'score', from: scoreText(existing), to: scoreText(target) },
    { field: 'week', from: numberText(existing.week), to: numberText(target.week) },
    { field: 'game_type', from: existing.gameType, to: target.gameType },
    { field: 'venue_name', from: existing.venue, to: target.venue },
    { field: 'external_game_id', from: existing.externalGameId, to: target.externalGameId },
  ];
  return changes.filter((change) => change.from !== change.to);
}

function summarise(
  target: GameTarget,
  {
    existing,
    fields,
    kind,
    zone,
  }: {
    existing: ExistingGame;
    fields: readonly FieldChange[];
    kind: 'move' | 'confirm_time' | 'update';
    zone: string;
  },
): string {
  const parts: string[] = [];
  if (kind === 'move') parts.push(`moved from ${startText(existing, zone)} to ${startText(target, zone)}`);
  if (kind === 'confirm_time') parts.push(`time known: ${startText(target, zone)}`);
  const timeFields = new Set(['game_datetime', 'slate_date', 'time_confirmed']);
  for (const { field, from, to } of fields) {
    if (!timeFields.has(field)) parts.push(`${field} from ${from ?? 'none'} to ${to ?? 'none'}`);
  }
  return parts.join('; ');
}

/** A game's start as people of its league say it: `2025-10-21 19:30`, or the date alone. */
function startText(
  game: { startMs: number | null; slateDate: string; isTimeConfirmed: boolean },
  zone: string,
): string {
  const startMs = knownStartMs(game);
  return startMs === null
    ? `${game.slateDate}, time unknown`
    : `${game.slateDate} ${clockInZone(startMs, zone)}`;
}

const isoInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const numberText = (value: number | null): string | null => (value === null ? null : String(value));

function scoreText({
  homeScore,
  awayScore,
}: {
  homeScore: number | null;
  awayScore: number | null;
}): string | null {
  return homeScore === null || awayScore === null ? null : `${homeScore}-${awayScore}`;
}
