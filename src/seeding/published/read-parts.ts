import type { Executor } from '../../db/database.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { RefusedRow } from '../../domain/refused-row.ts';
import type { FetchedPart, SportAdapter } from '../../sports/adapter.ts';
import { SPORT_DEFINITIONS } from '../../sports/sports.ts';
import type { GameWriter } from './game-writer.ts';
import { knownIds } from './known-ids.ts';
import type { BesideRows, Sides } from './layouts/layout.ts';
import { isIdOfLineThere } from './layouts/lines-at-hand.ts';
import type { PublishedRow } from './read-rows.ts';
import type { StandingLine } from './standing-lines.ts';

export type GameAtHand = {
  game: GameToSeed;
  seen: ProviderGame;
  byOwner: ReadonlyMap<string, PublishedRow>;
  /** Lines that are there, of the same publisher. */
  standing: readonly StandingLine[];
};

/** A part of the box score that the rows make. */
export type PartAtHand = {
  entityType: 'player' | 'team';
  draft: FetchedPart['draft'];
  /** Who has no line when this is written, and why. */
  lacking: readonly RefusedRow[];
};

type ReadGame = {
  adapter: SportAdapter;
  parts: readonly PartAtHand[];
  /** Rows whose lines break a rule. */
  broken: readonly RefusedRow[];
};

/**
 * The rows of a game as the parts of a box score. What is written are the lines of the rows alone; they are checked
 * together with those that are there and that no good row is about, because all of these stay. Throws ProviderError where
 * they contradict each other or the score.
 */
export async function readParts(tx: Executor, writer: GameWriter, atHand: GameAtHand): Promise<ReadGame> {
  const { layout } = writer.bound;
  const { game, seen, byOwner, standing } = atHand;
  const sides: Sides = [seen.home.providerTeamId, seen.away.providerTeamId];
  const own = await readAs(writer, atHand, byOwner, { sides, there: [], lacking: [OTHERS] });
  const ownPart = own.parts.get(layout.entityType);
  if (!ownPart) throw new Error(`${layout.preset} gives no lines of a ${layout.entityType}`);
  const broken = ownPart.refused.filter(({ providerEntityId: id }) => id !== null && byOwner.has(id));
  const brokenIds = new Set(broken.map(({ providerEntityId }) => providerEntityId));
  const good = new Map([...byOwner].filter(([id]) => !brokenIds.has(id)));
  const ids = await knownIds(tx, layout, game, [...byOwner.keys()]);
  const renewed = new Set([...good.keys()].map((id) => ids.get(id)));
  const stays = standing.filter(({ entityId }) => !renewed.has(entityId));
  const whole = await readAs(writer, atHand, good, {
    sides,
    there: stays.map(({ entityId, teamId, figures }) => ({
      entityId,
      team: teamId === game.home.teamId ? sides[0] : sides[1],
      figures,
    })),
    lacking: broken.filter(
      ({ providerEntityId }) => !stays.some(({ entityId }) => entityId === ids.get(providerEntityId ?? '')),
    ),
  });
  const parts = [...whole.parts].flatMap(([entityType, part]) => {
    const { draft, lineCount } = entityType === layout.entityType ? ownPart : part;
    const lacking = part.refused.filter(({ providerEntityId }) => !isIdOfLineThere(providerEntityId));
    return lineCount > 0 ? [{ entityType, draft, lacking }] : [];
  });
  return { adapter: whole.adapter, parts, broken };
}

/** A file may be a part of one: what the rows alone do not reach says nothing. */
const OTHERS: RefusedRow = {
  entityType: 'player',
  providerEntityId: null,
  providerTeamId: null,
  name: null,
  problem: 'others may have lines already',
};

async function readAs(
  { db, clock, runId, bound: { layout } }: GameWriter,
  { game, seen }: GameAtHand,
  byOwner: ReadonlyMap<string, PublishedRow>,
  beside: BesideRows,
) {
  const ports = layout.portsOf(
    [...byOwner.values()].map(({ cells }) => cells),
    beside,
  );
  const adapter = SPORT_DEFINITIONS[layout.sport].openAdapter({ ports, db, clock, sharesCalls: false });
  if (!adapter) throw new Error(`${layout.preset} gives no box scores of ${layout.sport}`);
  // Nobody is called: the lines are at hand.
  const context = { signal: new AbortController().signal, priority: 'backfill', runId } as const;
  const parts = new Map<'player' | 'team', FetchedPart>();
  for (const { entityType, fetch } of adapter.parts) {
    if (layout.parts.includes(entityType)) parts.set(entityType, await fetch(game, seen, context));
  }
  return { adapter, parts };
}
